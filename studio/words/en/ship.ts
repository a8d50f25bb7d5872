/** The view Ship. */
export const ship = {
  title: 'Take it with you',
  emptyTitle: 'Nothing to take away yet',
  emptyText: 'Once it has learned, you get it here as a file for phones, browsers and servers, with the code to use it.',
};
