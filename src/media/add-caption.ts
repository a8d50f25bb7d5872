import sharp from 'sharp';
import type { RawPixels } from '../pictures/raw-pixels.ts';
import type { Rgb } from '../preprocessing/preprocessing.ts';

/** What stands under a picture. */
export interface Caption {
  readonly title: string;
  /** Colours and what they mean, in a row under the title. */
  readonly legend: readonly { readonly colour: Rgb; readonly text: string }[];
}

/** Of the strip, in pixels. */
const height = 56;

/** A narrower picture gets white margins, so that the caption can be read. */
const leastWidth = 320;

/** Puts a strip with words under a picture; where the machine has no fonts, the legend's colours still show. */
export async function addCaption(picture: RawPixels & { readonly channels: 3 }, { title, legend }: Caption): Promise<RawPixels> {
  const width = Math.max(leastWidth, picture.width);
  const longest = Math.floor((width - 24) / 8.5); // characters of the title's size
  const shown = title.length > longest ? `${title.slice(0, longest - 1)}…` : title;
  let x = 12;
  const keys = legend.map(({ colour, text }) => {
    const key = `<rect x="${x}" y="34" width="12" height="12" rx="2" fill="rgb(${colour.join()})"/><text x="${x + 18}" y="45" font-size="12" fill="#444">${xmlText(text)}</text>`;
    x += 34 + 6.6 * text.length;
    return key;
  });
  const strip = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif"><rect width="100%" height="100%" fill="#fff"/><text x="12" y="22" font-size="15" font-weight="bold" fill="#111">${xmlText(shown)}</text>${keys.join('')}</svg>`;
  const { data, info } = await sharp(picture.data, { raw: { width: picture.width, height: picture.height, channels: 3 } })
    .extend({
      bottom: height,
      left: Math.floor((width - picture.width) / 2),
      right: Math.ceil((width - picture.width) / 2),
      background: '#fff',
    })
    .composite([{ input: Buffer.from(strip), left: 0, top: picture.height }])
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: 3, data };
}

/** Text as it may stand in XML: the five signs escaped, and what XML cannot hold left out. */
function xmlText(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
