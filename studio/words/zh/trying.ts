import type { trying as english } from '../en/trying.ts';

export const trying: typeof english = {
  title: '试一试',
  emptyTitle: '还不能试用',
  emptyText: '请先给它看两种东西：在两个类别里各放几张照片。然后在这里对着摄像头试试看。',
};
