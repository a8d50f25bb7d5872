/** y = floor + scale · x^-exponent, none of them below 0. */
export interface PowerLaw {
  readonly floor: number;
  readonly scale: number;
  readonly exponent: number;
}

/** The exponents that are tried: errors that fall with photos are known to have some between 0.05 and 1.5. */
const exponents = Array.from({ length: 59 }, (_, i) => 0.05 + 0.025 * i);

/**
 * Fits a power law by least squares.
 *
 * For each exponent the best floor and scale follow in closed form, neither below 0; the exponent with the least squares is
 * taken, of alike ones the smallest.
 *
 * @param x Above 0. @param y As many.
 * @param exponent Only this one. @default the best of 59 from 0.05 to 1.5
 */
export function fitPowerLaw(x: readonly number[], y: readonly number[], exponent?: number): PowerLaw {
  let best: PowerLaw = { floor: 0, scale: 0, exponent: exponent ?? 0 };
  let least = Number.POSITIVE_INFINITY;
  for (const power of exponent === undefined ? exponents : [exponent]) {
    const law = {
      ...bestLine(
        x.map((value) => value ** -power),
        y,
      ),
      exponent: power,
    };
    const squares = y.reduce((sum, value, i) => sum + (value - law.floor - law.scale * (x[i] ?? 1) ** -power) ** 2, 0);
    if (squares < least - 1e-15) [best, least] = [law, squares];
  }
  return best;
}

/** The line floor + scale · u nearest to y, neither below 0: where the free optimum is outside, the best is on an edge. */
function bestLine(u: readonly number[], y: readonly number[]): { floor: number; scale: number } {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanU, meanY] = [mean(u), mean(y)];
  const meanUU = mean(u.map((value) => value * value));
  const meanUY = mean(u.map((value, i) => value * (y[i] ?? 0)));
  const variance = meanUU - meanU * meanU;
  const scale = variance > 0 ? (meanUY - meanU * meanY) / variance : 0;
  const floor = meanY - scale * meanU;
  if (scale < 0 || !(variance > 0)) return { floor: Math.max(0, meanY), scale: 0 };
  if (floor < 0) return { floor: 0, scale: Math.max(0, meanUY / meanUU) };
  return { floor, scale };
}
