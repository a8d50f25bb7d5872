import type { Photos } from './photos.ts';

/** So many photos are shown at once; a button shows more. */
const atOnce = 60;

/** The dialog that shows photos. The browser gives it Escape, keeps the focus inside, and puts it back. */
export class Viewer {
  readonly #photos: Photos;
  readonly #dialog: HTMLDialogElement;
  readonly #title: HTMLElement;
  readonly #gallery: HTMLElement;

  constructor(photos: Photos) {
    this.#photos = photos;
    this.#dialog = find('#viewer', HTMLDialogElement);
    this.#title = find('#viewer-title', HTMLElement);
    this.#gallery = find('#viewer .gallery', HTMLElement);
    find('#viewer .close', HTMLElement).addEventListener('click', () => this.#dialog.close());
    this.#dialog.addEventListener('close', () => this.#gallery.replaceChildren()); // what plays falls silent
    this.#dialog.addEventListener('click', ({ target }) => {
      if (target === this.#dialog) this.#dialog.close(); // beside the dialog
    });
  }

  /** Shows the photos of one class that were taken for one class. */
  openCell(label: number, predicted: number): void {
    const all = Array.from({ length: this.#photos.count }, (_, photo) => photo);
    const behind = all.filter((photo) => this.#photos.label(photo) === label && this.#photos.predicted(photo) === predicted);
    const [given, named] = [this.#photos.classes[label] ?? '', this.#photos.classes[predicted] ?? ''];
    this.#open(label === predicted ? `${given}, rightly named` : `${given}, taken for ${named}`, behind);
  }

  /** Shows one photo. */
  openPhoto(photo: number): void {
    this.#open(this.#photos.file(photo), [photo]);
  }

  #open(title: string, photos: readonly number[]): void {
    this.#title.textContent = title;
    this.#gallery.replaceChildren();
    this.#gallery.classList.toggle('single', photos.length === 1);
    this.#add(photos);
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#dialog.scrollTop = 0;
  }

  #add(photos: readonly number[]): void {
    for (const photo of photos.slice(0, atOnce)) this.#gallery.append(this.#figure(photo));
    const rest = photos.slice(atOnce);
    if (rest.length === 0) return;
    const more = document.createElement('button');
    more.type = 'button';
    more.textContent = `Show ${Math.min(atOnce, rest.length)} more of ${rest.length}`;
    more.addEventListener('click', () => {
      more.remove();
      this.#add(rest);
    });
    this.#gallery.append(more);
  }

  #figure(photo: number): HTMLElement {
    const figure = document.createElement('figure');
    figure.className = 'photo';
    const image = document.createElement('img');
    image.alt = `${this.#photos.file(photo)}: ${this.#photos.describe(photo)}`;
    this.#photos.show(image, photo);
    const caption = document.createElement('figcaption');
    const file = document.createElement('span');
    file.className = 'file';
    file.textContent = this.#photos.file(photo);
    caption.append(this.#photos.describe(photo), file);
    const player = this.#photos.player(photo);
    figure.append(image, ...(player === undefined ? [] : [player]), caption);
    return figure;
  }
}

function find<Kind extends HTMLElement>(selector: string, kind: new () => Kind): Kind {
  const found = document.querySelector(selector);
  if (found instanceof kind) return found;
  throw new Error(`The page lacks ${selector}.`);
}
