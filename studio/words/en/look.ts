/** The view Look. */
export const look = {
  title: 'Look at what it learned from',
  emptyTitle: 'Nothing to look at yet',
  emptyText: 'When two classes have photos, Studio shows here which photos look wrongly labelled, which are copies, and what it mixes up.',
};
