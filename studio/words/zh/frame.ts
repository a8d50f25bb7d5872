import type { Operation } from '../../../src/studio/contract.ts';
import type { frame as english } from '../en/frame.ts';
import type { Things } from './things.ts';

const about = (name: string | undefined): string => (name === undefined ? '' : `（${name}）`);

function operation({ kind, photos, class: name }: Pick<Operation, 'kind' | 'photos' | 'class'>, things: Things): string {
  switch (kind) {
    case 'add-class':
      return `新建类别${about(name)}`;
    case 'rename-class':
      return `重命名类别${about(name)}`;
    case 'remove-class':
      return `移除类别${about(name)}`;
    case 'add':
      return `添加 ${photos} ${things.unit}${things.noun}${about(name)}`;
    case 'move':
      return `移动 ${photos} ${things.unit}${things.noun}${about(name)}`;
    case 'remove':
      return `移除 ${photos} ${things.unit}${things.noun}${about(name)}`;
    case 'keep':
      return `确认 ${photos} ${things.unit}${things.noun}`;
  }
}

export function frame(things: Things): ReturnType<typeof english> {
  return {
    title: 'Graft Studio',
    skip: '跳到内容',
    views: '视图',
    verbs: { collect: '收集', train: '训练', look: '查看', try: '试用', ship: '发布' },
    loading: '正在打开项目……',
    lost: '与 Studio 的连接已断开。已显示的内容都不会丢失，正在重新连接……',
    refusedTitle: 'Studio 已重新启动',
    refusedText: `请打开终端里现在显示的地址。${things.noun}和训练记录都还在。`,
    outdatedTitle: 'Studio 已更新',
    outdatedText: '此页面是另一个版本。',
    reload: '重新载入',
    unexpected: '页面出了点问题。',
    undo: '撤销',
    undoLast: (last) => `撤销：${operation(last, things)}`,
    nothingToUndo: '没有可撤销的操作',
    notOwn: (last) => `最近一次操作不是刚刚在此页面完成的：${operation(last, things)}。`,
    takenBack: (last) => `已撤销：${operation(last, things)}。`,
    dismiss: '关闭',
    messages: '消息',
    preferences: '语言与外观',
    language: '语言',
    theme: '颜色',
    themes: { system: '跟随系统', light: '浅色', dark: '深色' },
    accuracy: '准确率',
    interval: (low, high) => `${low} 至 ${high}`,
    measuredOn: (photos) => `在 ${photos} ${things.unit}未学习过的${things.noun}上测得`,
    notYet: '尚未训练',
    learning: '学习中',
    lacking: `需要更多${things.noun}`,
    failed: '训练失败',
    changed: '之后有改动',
    announceRun: (accuracy) => `训练完成。它能正确识别 ${accuracy} 的${things.noun}。`,
  };
}
