import { becomeIsolated } from './become-isolated.ts';
import { element } from './element.ts';
import { fetchModel, isKept } from './model-bar.ts';

/** More cards than anyone scrolls through; each holds what was given in memory. */
const mostCards = 30;

const results = element('results', HTMLElement);

/** The model is fetched after that, through the service worker, which keeps it; what is given waits. */
const settled = becomeIsolated();

/** One after another, in the order they came. */
let turn: Promise<void> = Promise.resolve();

/** A card of what is being looked at, or listened to. */
export interface Card {
  readonly node: HTMLElement;
  fail(error: unknown): void;
}

/** Shows a card at the top and, when the model is there and it is its turn, fills it. */
export function fillInTurn<Kind extends Card>(card: Kind, fill: (card: Kind) => Promise<void>): void {
  results.prepend(card.node);
  while (results.children.length > mostCards) results.lastElementChild?.remove();
  turn = turn.then(async () => {
    try {
      await settled;
      await fetchModel();
      await fill(card);
    } catch (error) {
      card.fail(error);
    }
  });
}

/** Hands over the files that are chosen, dropped or pasted, and offers to fetch the model before. */
export async function receiveFiles(take: (file: File) => void): Promise<void> {
  const drop = element('drop', HTMLElement);
  const input = element('file', HTMLInputElement);
  const takeAll = (files: Iterable<File>): void => {
    for (const file of files) take(file);
  };
  input.addEventListener('change', () => {
    takeAll(input.files ?? []);
    input.value = ''; // so that the same file can be chosen again
  });
  element('choose', HTMLButtonElement).addEventListener('click', () => input.click());
  const start = element('start', HTMLButtonElement);
  start.addEventListener('click', () => {
    start.hidden = true; // it was heard, even if the service worker is yet to come
    settled.then(fetchModel).catch((error: unknown) => {
      element('download-says', HTMLElement).textContent = error instanceof Error ? error.message : String(error);
    });
  });
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    drop.classList.add('over');
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) drop.classList.remove('over');
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('over');
    takeAll(event.dataTransfer?.files ?? []);
  });
  document.addEventListener('paste', (event) => takeAll(event.clipboardData?.files ?? []));

  await settled;
  document.documentElement.dataset['state'] = 'waiting';
  if (await isKept()) await fetchModel().catch(() => undefined); // what failed is told, and tried again with what is given
}
