import { becomeIsolated } from './become-isolated.ts';
import { offerCamera } from './camera.ts';
import { examine } from './classify.js';
import { element } from './element.ts';
import { fetchModel, isKept } from './model-bar.ts';
import { resultCard } from './result-card.ts';

/** More cards than anyone scrolls through; each holds a picture in memory. */
const mostCards = 30;

const results = element('results', HTMLElement);
const drop = element('drop', HTMLElement);
const input = element('file', HTMLInputElement);

/** The model is fetched after that, through the service worker, which keeps it; pictures wait. */
const settled = becomeIsolated();

/** One picture after another, in the order they came. */
let turn: Promise<void> = Promise.resolve();

function show(picture: HTMLImageElement | HTMLCanvasElement, name: string, source: () => Promise<Blob>): void {
  const card = resultCard(picture, name);
  results.prepend(card.node);
  while (results.children.length > mostCards) results.lastElementChild?.remove();
  turn = turn.then(async () => {
    try {
      await settled;
      await fetchModel();
      const began = performance.now();
      const found = await examine(await source());
      card.tell(found, performance.now() - began);
    } catch (error) {
      card.fail(error);
    }
  });
}

function showFiles(files: Iterable<File>): void {
  for (const file of files) {
    const image = new Image();
    const address = URL.createObjectURL(file);
    image.alt = '';
    image.src = address;
    image.addEventListener('load', () => URL.revokeObjectURL(address));
    image.addEventListener('error', () => {
      URL.revokeObjectURL(address);
      image.classList.add('broken');
    });
    show(image, file.name, () => Promise.resolve(file));
  }
}

input.addEventListener('change', () => {
  showFiles(input.files ?? []);
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
  showFiles(event.dataTransfer?.files ?? []);
});
document.addEventListener('paste', (event) => showFiles(event.clipboardData?.files ?? []));

offerCamera((frame) => show(frame, 'from the camera', () => encode(frame)));

function encode(frame: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    frame.toBlob((blob) => (blob === null ? reject(new Error('The picture could not be kept.')) : resolve(blob)), 'image/png');
  });
}

await settled;
document.documentElement.dataset['state'] = 'waiting';
if (await isKept()) await fetchModel().catch(() => undefined); // what failed is told, and tried again with a picture
