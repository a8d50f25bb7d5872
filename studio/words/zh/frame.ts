import type { Operation } from '../../../src/studio/contract.ts';
import type { frame as english } from '../en/frame.ts';

const about = (name: string | undefined): string => (name === undefined ? '' : `（${name}）`);

function operation({ kind, photos, class: name }: Pick<Operation, 'kind' | 'photos' | 'class'>): string {
  switch (kind) {
    case 'add-class':
      return `新建类别${about(name)}`;
    case 'rename-class':
      return `重命名类别${about(name)}`;
    case 'remove-class':
      return `移除类别${about(name)}`;
    case 'add':
      return `添加 ${photos} 张照片${about(name)}`;
    case 'move':
      return `移动 ${photos} 张照片${about(name)}`;
    case 'remove':
      return `移除 ${photos} 张照片${about(name)}`;
    case 'keep':
      return `确认 ${photos} 张照片`;
  }
}

export const frame: typeof english = {
  title: 'Graft Studio',
  skip: '跳到内容',
  views: '视图',
  verbs: { collect: '收集', train: '训练', look: '查看', try: '试用', ship: '发布' },
  loading: '正在打开项目……',
  lost: '与 Studio 的连接已断开。已显示的内容都不会丢失，正在重新连接……',
  refusedTitle: 'Studio 已重新启动',
  refusedText: '请打开终端里现在显示的地址。照片和训练记录都还在。',
  outdatedTitle: 'Studio 已更新',
  outdatedText: '此页面是另一个版本。',
  reload: '重新载入',
  unexpected: '页面出了点问题。',
  undo: '撤销',
  undoLast: (last) => `撤销：${operation(last)}`,
  nothingToUndo: '没有可撤销的操作',
  notOwn: (last) => `最近一次操作不是刚刚在此页面完成的：${operation(last)}。`,
  takenBack: (last) => `已撤销：${operation(last)}。`,
  dismiss: '关闭',
  messages: '消息',
  preferences: '语言与外观',
  language: '语言',
  theme: '颜色',
  themes: { system: '跟随系统', light: '浅色', dark: '深色' },
  accuracy: '准确率',
  interval: (low, high) => `${low} 至 ${high}`,
  measuredOn: (photos) => `在 ${photos} 张未学习过的照片上测得`,
  notYet: '尚未训练',
  learning: '学习中',
  lacking: '需要更多照片',
  failed: '训练失败',
  changed: '之后有改动',
  announceRun: (accuracy) => `训练完成。它能正确识别 ${accuracy} 的照片。`,
};
