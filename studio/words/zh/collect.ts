import type { collect as english } from '../en/collect.ts';

export const collect: typeof english = {
  title: '收集照片',
  emptyTitle: '先建两个类别',
  emptyText: '类别就是要区分的一种东西，例如“猫”和“狗”。新建一个类别，然后给它看：拖入照片或文件夹，或者按住按钮用摄像头录制。',
};
