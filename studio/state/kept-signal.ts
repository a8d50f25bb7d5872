import { effect, type Signal, signal } from '@preact/signals';

/** A choice of the person's that stays in this browser; where it keeps nothing (private windows), for as long as the page is open. */
export function keptSignal<Choice extends string>(name: string, allowed: readonly Choice[], initial: Choice): Signal<Choice> {
  const key = `graft-studio-${name}`;
  const kept = allowed.find((each) => each === read(key));
  const choice = signal<Choice>(kept ?? initial);
  let known = choice.peek();
  effect(() => {
    // Only what was chosen: a default that was kept would hold when the browser, or the system, says something else later.
    if (choice.value !== known) write(key, choice.value);
    known = choice.value;
  });
  return choice;
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // The browser keeps nothing: the choice lasts as long as the page.
  }
}
