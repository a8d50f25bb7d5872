import sharp from 'sharp';
import { seededRandom } from '../src/tensor/random.ts';

/** What is drawn. */
export type Fruit = 'apple' | 'lemon' | 'leaf';

const colours: Readonly<Record<Fruit, readonly string[]>> = {
  apple: ['#c0392b', '#d64541', '#a93226', '#7fa650'],
  lemon: ['#f4d03f', '#f7dc6f', '#e9c22f'],
  leaf: ['#2e7d4f', '#4a9960', '#6b8e23'],
};

/** Draws a picture of a fruit, each seed another: for pictures of Graft that may be passed on, as the sample photos are not ours to. */
export async function drawFruit(fruit: Fruit, seed: number): Promise<Buffer> {
  const random = seededRandom(seed + 1000 * Object.keys(colours).indexOf(fruit));
  const between = (low: number, high: number): number => low + (high - low) * random.next();
  const colour = colours[fruit][Math.floor(between(0, colours[fruit].length))] ?? '#888888';
  const [table, wall] = [
    `hsl(${between(18, 42)} ${between(15, 45)}% ${between(45, 75)}%)`,
    `hsl(${between(180, 250)} ${between(5, 25)}% ${between(60, 85)}%)`,
  ];
  const shape = {
    apple: `<path d="M0,-38 C30,-62 70,-40 62,8 C56,48 26,66 0,56 C-26,66 -56,48 -62,8 C-70,-40 -30,-62 0,-38 Z" fill="url(#skin)"/><path d="M0,-40 C2,-56 8,-64 14,-70" stroke="#5d4037" stroke-width="6" fill="none"/>`,
    lemon: `<path d="M-72,0 C-64,-10 -56,-44 0,-46 C56,-44 64,-10 74,0 C64,12 56,44 0,46 C-56,44 -64,12 -72,0 Z" fill="url(#skin)"/>`,
    leaf: `<path d="M-70,20 C-40,-50 30,-60 78,-30 C50,40 -20,60 -70,20 Z" fill="url(#skin)"/><path d="M-70,20 C-20,10 30,-10 78,-30" stroke="#1f4d33" stroke-width="4" fill="none"/>`,
  }[fruit];
  const place = `translate(${between(120, 200)} ${between(105, 150)}) rotate(${between(-40, 40)}) scale(${between(0.7, 1.25)})`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="240">
<defs><radialGradient id="skin" cx="0.35" cy="0.3" r="0.9"><stop offset="0" stop-color="#ffffff" stop-opacity="0.85"/><stop offset="0.25" stop-color="${colour}"/><stop offset="1" stop-color="${colour}"/></radialGradient>
<filter id="grain"><feTurbulence baseFrequency="0.7" numOctaves="2" seed="${seed}"/><feColorMatrix values="0 0 0 0 0.4 0 0 0 0 0.35 0 0 0 0 0.3 0 0 0 0.18 0"/></filter></defs>
<rect width="320" height="240" fill="${wall}"/><rect y="${between(110, 160)}" width="320" height="140" fill="${table}"/>
<ellipse cx="160" cy="195" rx="80" ry="14" fill="#000000" opacity="0.18"/>
<g transform="${place}">${shape}</g><rect width="320" height="240" filter="url(#grain)"/></svg>`;
  return await sharp(Buffer.from(svg)).jpeg({ quality: 88 }).toBuffer();
}
