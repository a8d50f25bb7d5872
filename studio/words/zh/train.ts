import type { train as english } from '../en/train.ts';

export const train: typeof english = {
  title: '训练',
  emptyTitle: '尚未训练',
  emptyText: '给两个类别添加照片，训练会自动开始。',
};
