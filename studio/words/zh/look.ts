import type { look as english } from '../en/look.ts';

export const look: typeof english = {
  title: '看看它学了什么',
  emptyTitle: '还没有可看的',
  emptyText: '当两个类别都有照片后，这里会显示可能标错的、重复的照片，以及容易混淆的类别。',
};
