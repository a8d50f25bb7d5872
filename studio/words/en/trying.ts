/** The view Try. */
export const trying = {
  title: 'Try it',
  emptyTitle: 'Nothing to try yet',
  emptyText:
    'Show it two kinds of things first: add a few photos to two classes. Then hold something up to the camera here and see what it says.',
};
