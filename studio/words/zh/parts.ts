import type { parts as english } from '../en/parts.ts';

export const parts: typeof english = {
  close: '关闭',
  cancel: '取消',
  tryAgain: '再试一次',
  unreadable: '无法读取',
  selected: (photos) => `已选择 ${photos} 张照片`,
  photoOf: (at, total) => `第 ${at} 张，共 ${total} 张`,
  leftList: '已不在此列表中',
  tookItsPlace: (name) => `${name} 已移除；这是下一张照片。`,
  open: '打开',
  previous: '上一张照片',
  next: '下一张照片',
};
