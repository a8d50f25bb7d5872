import type { Channel } from './terminal.ts';

/** A line that tells that a part of the work is done. */
export function milestone(label: string, text: string, { paint }: Pick<Channel, 'paint'>): string {
  return `${paint.green('✔')} ${paint.bold(label.padEnd(9))} ${text}`;
}
