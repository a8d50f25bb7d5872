import { type Random, seededRandom } from '../tensor/random.ts';

/** Something in a picture: says whether it covers a place, x and y from 0 to 1, and in which colour. */
interface Shape {
  readonly covers: (x: number, y: number) => boolean;
  readonly colour: readonly number[];
}

/**
 * Draws pictures on which two networks can be compared where there are no photos: things of all sizes before plain and
 * patterned backgrounds, in soft light, with grain. Same size, same pictures.
 *
 * @returns RGB, uint8, height x width x 3, one array a picture.
 */
export function drawTestPictures(count: number, { width, height }: { readonly width: number; readonly height: number }): Uint8Array[] {
  const random = seededRandom(20_181_125);
  return Array.from({ length: count }, (_, index) => draw(index, random, width, height));
}

function draw(index: number, random: Random, width: number, height: number): Uint8Array {
  const background = index % 3 === 0 ? [250, 250, 250] : colour(random);
  const shapes = Array.from({ length: 1 + random.below(index % 2 === 0 ? 3 : 12) }, () => shape(random));
  const light = waves(random, 3, 1.5);
  const pattern = waves(random, 2, 30);
  const [brightness, contrast, grain] = [60 * random.next(), index % 4 === 1 ? 60 * random.next() : 0, 12 * random.next()];
  const pixels = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [x, y] = [column / width, row / height];
      const shade = brightness * light(x, y) + contrast * pattern(x, y) + grain * random.normal();
      const top = shapes.findLast((each) => each.covers(x, y))?.colour ?? background;
      for (const [channel, value] of top.entries()) {
        pixels[(row * width + column) * 3 + channel] = Math.max(0, Math.min(255, value + shade));
      }
    }
  }
  return pixels;
}

function colour(random: Random): readonly number[] {
  return [random.below(256), random.below(256), random.below(256)];
}

/** An ellipse or a box, turned by any angle. */
function shape(random: Random): Shape {
  const [x, y, angle, box] = [random.next(), random.next(), Math.PI * random.next(), random.below(2) === 0];
  const [across, along] = [0.03 + 0.4 * random.next() ** 2, 0.03 + 0.4 * random.next() ** 2];
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const covers: Shape['covers'] = (atX, atY) => {
    const u = Math.abs(cosine * (atX - x) + sine * (atY - y)) / across;
    const v = Math.abs(cosine * (atY - y) - sine * (atX - x)) / along;
    return box ? Math.max(u, v) < 1 : u * u + v * v < 1;
  };
  return { covers, colour: colour(random) };
}

/** A sum of waves over the picture, between -1 and 1: up to `fastest` periods a side. */
function waves(random: Random, number: number, fastest: number): (x: number, y: number) => number {
  const all = Array.from({ length: number }, () => ({
    x: fastest * (2 * random.next() - 1),
    y: fastest * (2 * random.next() - 1),
    phase: random.next(),
  }));
  return (x, y) => all.reduce((sum, wave) => sum + Math.sin(2 * Math.PI * (x * wave.x + y * wave.y + wave.phase)), 0) / number;
}
