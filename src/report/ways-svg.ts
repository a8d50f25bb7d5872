import { wordsOf } from '../medium.ts';
import { html, trusted } from './escape-html.ts';
import { waysStyle } from './page-assets.ts';
import type { WaysComparison } from './ways-data.ts';
import type { WaysPictures } from './ways-pictures.ts';

/** A drawing's size, and what lies above each. */
const [width, height, above] = [620, 400, 40];

/** Both drawings of a comparison as one SVG file that needs nothing else: light or dark as whoever shows it. */
export function waysSvg({ name, photos, test, medium }: WaysComparison, { byPhotos, bySeconds }: WaysPictures): string {
  const { many } = wordsOf(medium);
  const most = photos.at(-1) ?? 0;
  const parts = [
    { heading: `Accuracy against ${many}`, svg: byPhotos },
    {
      heading: `Accuracy against seconds, with ${most} ${many} a class`,
      svg: bySeconds.find((each) => each.photosPerClass === most)?.svg ?? '',
    },
  ];
  const total = parts.length * (height + above);
  return `${
    html`<svg xmlns="http://www.w3.org/2000/svg" class="ways" width="${width}" height="${total}" viewBox="0 0 ${width} ${total}" role="img"><title>Ways to train on ${name}, measured on ${test.images} ${many}</title><style>${trusted(waysStyle)}</style><rect width="${width}" height="${total}" fill="var(--paper)"/>${parts.map(
      ({ heading, svg }, i) =>
        html`<text class="heading" x="12" y="${i * (height + above) + 26}">${heading}</text>${trusted(svg.replace('<svg ', `<svg y="${i * (height + above) + above}" width="${width}" height="${height}" `))}`,
    )}</svg>`.markup
  }\n`;
}
