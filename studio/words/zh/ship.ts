import type { ship as english } from '../en/ship.ts';

export const ship: typeof english = {
  title: '带走它',
  emptyTitle: '还没有可以带走的',
  emptyText: '学会之后，您可以在这里得到用于手机、浏览器和服务器的模型文件，以及使用它的代码。',
};
