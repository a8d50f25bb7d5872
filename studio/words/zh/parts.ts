import type { parts as english } from '../en/parts.ts';
import type { Things } from './things.ts';

export function parts(things: Things): ReturnType<typeof english> {
  return {
    close: '关闭',
    cancel: '取消',
    tryAgain: '再试一次',
    unreadable: '无法读取',
    selected: (photos) => `已选择 ${photos} ${things.unit}${things.noun}`,
    photoOf: (at, total) => `第 ${at} ${things.unit}，共 ${total} ${things.unit}`,
    leftList: '已不在此列表中',
    tookItsPlace: (name) => `${name} 已移除；这是下一${things.unit}${things.noun}。`,
    open: '打开',
    previous: `上一${things.unit}${things.noun}`,
    next: `下一${things.unit}${things.noun}`,
  };
}
