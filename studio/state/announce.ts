import { signal } from '@preact/signals';

/** What screen readers are told next, politely. */
export const announcement = signal('');

/** A space without width: the same text twice running would change nothing, and so not be read. */
const again = '\u200b';

/** Tells screen readers something that is seen on the page anyway. */
export function announce(text: string): void {
  announcement.value = text === announcement.peek() ? `${text}${again}` : text;
}
