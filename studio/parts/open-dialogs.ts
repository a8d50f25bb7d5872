import { signal } from '@preact/signals';

/** The dialogs that are open, the topmost last. All else on the page cannot be reached meanwhile: what is always there moves into the last. */
export const openDialogs = signal<readonly object[]>([]);
