import { createLbfgsMemory, rememberStep, writeLbfgsDirection } from './lbfgs.ts';
import { passGradient, type StreamedRegression } from './pass-gradient.ts';
import { addScaled, dot, scaleInto, subtractInto } from './vector.kernel.ts';

/** Where a streamed fit stands after a pass. */
export interface StreamedPass {
  /** Passes over the photos so far. */
  readonly pass: number;
  /** The penalized loss. */
  readonly loss: number;
  /** The length of the gradient, as a part of that at zero weights. */
  readonly relativeGradient: number;
}

/** Where a streamed fit ended. */
export interface StreamedSolution extends StreamedPass {
  /** k x d coefficients on standardized features, class by class, then k biases. */
  readonly coefficients: Float64Array;
  readonly converged: boolean;
  /** The gradient's length where all unknowns are 0: the same for every strength. */
  readonly scale: number;
}

/** How exactly, and how long. */
export interface SolveStreamedOptions {
  /** Where to begin. @default all zeros */
  readonly start?: Float64Array | undefined;
  /** The gradient's length where all unknowns are 0, where it is known from another strength: saves a pass. */
  readonly scale?: number | undefined;
  /** The optimum is where the gradient is shorter than this part of its length at 0. @default 1e-3 */
  readonly tolerance?: number | undefined;
  /** It also ends where two steps, one after the other, bring less than this part of the loss. @default 0: never */
  readonly leastGain?: number | undefined;
  /** @default 100 */
  readonly passLimit?: number | undefined;
}

/** How much of what the slope promises a step must bring (Nocedal and Wright 2006, §3.1, c₁). */
const sufficient = 1e-4;

/** So often a step is shortened before the fit ends where it is: the loss is then flat to rounding. */
const mostShortenings = 8;

/** Steps that are remembered. */
const remembered = 10;

/**
 * Fits a linear regression by L-BFGS with photos that are read anew for each step, so that memory does not grow with their number.
 *
 * The sums are over all photos, and not over a random part of them: there is no noise to be averaged out, the optimum is that of the fit in
 * memory, and the same photos give the same numbers. A step of 1 is tried first and nearly always taken, so that an iteration costs one pass.
 * Features are standardized to an expected squared length of 1 a block, by which the first step, along the gradient, may be 1 as well.
 *
 * D. C. Liu, J. Nocedal, On the limited memory BFGS method for large scale optimization, Mathematical Programming 45, 1989. Against steps by
 * parts of the photos: docs/decisions/0037.
 *
 * @throws the signal's reason, between batches
 */
export async function* solveStreamed(
  regression: StreamedRegression,
  options: SolveStreamedOptions = {},
): AsyncGenerator<StreamedPass, StreamedSolution, void> {
  const { start, tolerance = 1e-3, leastGain = 0, passLimit = 100 } = options;
  const size = regression.loss.classes * (regression.standardizer.mean.length + 1);
  const zeros = (): Float64Array => new Float64Array(size);
  let [at, next, gradient, nextGradient] = [start?.slice() ?? zeros(), zeros(), zeros(), zeros()];
  let passes = 0;
  let known = options.scale;
  if (known === undefined && start !== undefined) {
    await passGradient(regression, zeros(), gradient);
    known = Math.sqrt(dot(gradient, gradient));
    passes++;
  }
  let loss = await passGradient(regression, at, gradient);
  passes++;
  const scale = known ?? Math.sqrt(dot(gradient, gradient));
  const relative = (): number => Math.sqrt(dot(gradient, gradient)) / Math.max(scale, Number.MIN_VALUE);
  const memory = createLbfgsMemory(remembered);
  const direction = zeros();
  let smallGains = 0;
  for (;;) {
    const relativeGradient = relative();
    const here = { pass: passes, loss, relativeGradient };
    yield here;
    const converged = relativeGradient <= tolerance || smallGains >= 2;
    if (converged || passes >= passLimit) return { ...here, coefficients: at, converged, scale };
    writeLbfgsDirection(memory, { coefficients: gradient, image: gradient }, direction);
    const slope = dot(gradient, direction);
    let step = 1;
    let taken = false;
    for (let shortened = 0; !taken && shortened <= mostShortenings && passes < passLimit; shortened++) {
      next.set(at);
      addScaled(next, step, direction);
      const nextLoss = await passGradient(regression, next, nextGradient);
      passes++;
      if (nextLoss <= loss + sufficient * step * slope) {
        smallGains = loss - nextLoss < leastGain * loss ? smallGains + 1 : 0;
        loss = nextLoss;
        taken = true;
      } else {
        // The least of the parabola through both losses and the slope; between a tenth and a half of the step.
        const least = (-slope * step * step) / (2 * (nextLoss - loss - slope * step));
        step = Math.min(step / 2, Math.max(step / 10, least));
      }
    }
    if (!taken) return { ...here, pass: passes, coefficients: at, converged: false, scale };
    scaleInto(direction, step, direction);
    subtractInto(gradient, nextGradient, gradient); // the old gradient's room takes its change
    rememberStep(
      memory,
      { coefficients: direction, image: direction },
      { coefficients: gradient, image: gradient },
      { coefficients: nextGradient, image: nextGradient },
    );
    [at, next, gradient, nextGradient] = [next, at, nextGradient, gradient];
  }
}
