import type { ClassInfo } from '../../src/studio/contract.ts';
import { classes } from '../state/project.ts';

/** So many classes have a key. */
export const keyed = 9;

/**
 * The digits 1 to 9 say which class a picture shows. It is for a part of the page that must have the focus: keys without a modifier that work
 * everywhere are pressed by accident, and by speech input (WCAG 2.2, 2.1.4).
 */
export function pressClassKey(event: KeyboardEvent, onChoose: (to: ClassInfo) => void): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const { target } = event;
  if (target instanceof HTMLElement && target.closest('input:not([type=checkbox], [type=radio]), textarea, select') !== null) return;
  const at = /^[1-9]$/.test(event.key) ? Number(event.key) - 1 : -1;
  const to = classes.value[at];
  if (to !== undefined) onChoose(to);
}
