/**
 * What a report's page does when it is touched: cells and pictures open their photos, the map answers to pointer and keys.
 *
 * `npm run report-page` bundles it, with the style sheet, into `src/report/page-assets.ts`. Nothing on the page needs it
 * to be read.
 *
 * @module
 */
import { bindMap } from './photo-map.ts';
import { readPhotos } from './photos.ts';
import { Viewer } from './viewer.ts';

const photos = readPhotos();
const viewer = new Viewer(photos);

for (const image of document.querySelectorAll<HTMLImageElement>('img[data-photo]')) photos.show(image, Number(image.dataset['photo']));

for (const place of document.querySelectorAll<HTMLElement>('[data-player]')) {
  const player = photos.player(Number(place.dataset['player']));
  if (player !== undefined) place.replaceWith(player);
}

document.addEventListener('click', ({ target }) => {
  if (!(target instanceof Element)) return;
  const opener = target.closest<HTMLElement>('[data-open]');
  if (opener !== null) viewer.openPhoto(Number(opener.dataset['open']));
  const cell = target.closest<HTMLElement>('[data-label]');
  if (cell !== null) viewer.openCell(Number(cell.dataset['label']), Number(cell.dataset['predicted']));
});

bindMap(photos, (photo) => viewer.openPhoto(photo));
