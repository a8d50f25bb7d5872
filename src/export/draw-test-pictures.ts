import { seededRandom } from '../tensor/random.ts';

/**
 * Draws pictures on which two networks can be compared where there are no photos: soft light, stripes, discs and grain, as photos
 * have them, each of another mixture. Same size, same pictures.
 *
 * @returns RGB, uint8, height x width x 3, one array a picture.
 */
export function drawTestPictures(count: number, { width, height }: { readonly width: number; readonly height: number }): Uint8Array[] {
  const random = seededRandom(20_181_125);
  return Array.from({ length: count }, () => {
    const light = waves(3, 2);
    const stripes = waves(2, 24);
    const discs = Array.from({ length: 1 + random.below(6) }, () => ({
      x: random.next(),
      y: random.next(),
      radius: 0.05 + 0.25 * random.next(),
      colour: colour(),
    }));
    const [base, grain, contrast] = [colour(), 20 * random.next(), 60 * random.next()];
    const pixels = new Uint8Array(width * height * 3);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const [x, y] = [column / width, row / height];
        const disc = discs.findLast((each) => Math.hypot(x - each.x, y - each.y) < each.radius);
        const shade = 50 * light(x, y) + contrast * stripes(x, y) + grain * random.normal();
        for (const [channel, value] of (disc?.colour ?? base).entries()) {
          pixels[(row * width + column) * 3 + channel] = Math.max(0, Math.min(255, value + shade));
        }
      }
    }
    return pixels;
  });

  function colour(): readonly number[] {
    return [random.below(256), random.below(256), random.below(256)];
  }

  /** A sum of waves over the picture, between -1 and 1: up to `fastest` periods a side. */
  function waves(number: number, fastest: number): (x: number, y: number) => number {
    const all = Array.from({ length: number }, () => ({
      x: fastest * (2 * random.next() - 1),
      y: fastest * (2 * random.next() - 1),
      phase: random.next(),
    }));
    return (x, y) => all.reduce((sum, wave) => sum + Math.sin(2 * Math.PI * (x * wave.x + y * wave.y + wave.phase)), 0) / number;
  }
}
