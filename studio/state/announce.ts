import { signal } from '@preact/signals';

/** What screen readers are told next, politely. */
export const announcement = signal('');

/** Tells screen readers something that is seen on the page anyway. */
export function announce(text: string): void {
  announcement.value = text;
}
