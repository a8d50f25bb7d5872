/** Moves the focus in a list by the arrow keys, Home and End; the list is a ring. */
export function moveFocus(event: KeyboardEvent, items: ArrayLike<HTMLElement>): void {
  const list = Array.from(items);
  const at = list.findIndex((item) => item.matches(':focus'));
  const next = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: list.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  event.stopPropagation(); // a dialog around the list has keys of its own
  list.at(next % list.length)?.focus();
}
