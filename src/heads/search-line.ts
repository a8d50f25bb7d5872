/** A function of one number, at one place: its value and its first two derivatives. */
export interface LinePoint {
  readonly value: number;
  readonly slope: number;
  readonly curvature: number;
}

/** Where a {@link searchConvexLine} ended. */
export interface LineStep {
  readonly step: number;
  readonly point: LinePoint;
}

/** How many places are tried before the best bracket is taken as it is; a convex function needs two or three. */
const trialLimit = 40;

/**
 * Finds a step along a line on which a convex function falls enough: the strong Wolfe conditions.
 *
 * The first trial is usually taken. Else the root of the slope is bracketed and sought by Newton's steps, halving the
 * bracket where they would leave it.
 *
 * J. Nocedal, S. J. Wright, Numerical Optimization, 2nd ed. 2006, §3.1 (conditions 3.7, with c₁ = 1e-4).
 *
 * @param evaluate The function at a step.
 * @param start Its value and (negative) slope at step 0.
 * @param firstStep Where to look first, above 0.
 * @param flatness How much of the starting slope may remain, c₂. @default 0.9
 */
export function searchConvexLine(
  evaluate: (step: number) => LinePoint,
  start: Pick<LinePoint, 'value' | 'slope'>,
  firstStep: number,
  flatness = 0.9,
): LineStep {
  const rounding = 1e-14 * Math.abs(start.value); // near the optimum the values differ by rounding alone; the slopes still tell
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let step = firstStep;
  let point = evaluate(step);
  for (let trial = 1; trial < trialLimit; trial++) {
    const falls = point.value <= start.value + 1e-4 * step * start.slope + rounding;
    if (falls && Math.abs(point.slope) <= flatness * Math.abs(start.slope)) break;
    if (falls && point.slope < 0) low = step;
    else high = step;
    const newton = step - point.slope / point.curvature;
    const within = newton > low && newton < Math.min(high, 10 * step);
    const next = within ? newton : high === Number.POSITIVE_INFINITY ? 4 * step : (low + high) / 2;
    if (next === step) break;
    step = next;
    point = evaluate(step);
  }
  return { step, point };
}
