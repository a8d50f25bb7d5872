import { wordsOf } from '../medium.ts';
import { type Html, html } from './escape-html.ts';
import type { ReportData } from './report-data.ts';
import { percent } from './write-numbers.ts';

/**
 * A small picture of a photo that opens it. The page's script fills the picture in: each is in the page once, however
 * often it is shown.
 */
export function photoButton(data: ReportData, photo: number, caption: Html | string = ''): Html {
  return html`<figure class="photo"><button type="button" data-open="${photo}" aria-label="Open ${describePhoto(data, photo)}"><img data-photo="${photo}" alt="" width="96" height="96"></button>${caption === '' ? '' : html`<figcaption>${caption}</figcaption>`}</figure>`;
}

/** A photo in words. */
function describePhoto({ photos, classes, medium }: ReportData, place: number): string {
  const photo = photos[place];
  if (photo === undefined) return `a ${wordsOf(medium).one}`;
  const said =
    photo.predicted === undefined || photo.predicted === photo.label
      ? ''
      : `, taken for ${classes[photo.predicted] ?? ''} (${percent(photo.probability ?? Number.NaN, 0)})`;
  return `${photo.file}, ${classes[photo.label] ?? ''}${said}`;
}
