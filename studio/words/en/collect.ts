/** The view Collect. */
export const collect = {
  title: 'Collect photos',
  emptyTitle: 'Start with two classes',
  emptyText:
    'A class is a kind of thing to tell apart, such as “cat” and “dog”. Make one, then show it: drop photos or a folder, or hold the button to record from the camera.',
};
