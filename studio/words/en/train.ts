/** The view Train. */
export const train = {
  title: 'Train',
  emptyTitle: 'Nothing learned yet',
  emptyText: 'Add photos to two classes, and the training starts by itself.',
};
