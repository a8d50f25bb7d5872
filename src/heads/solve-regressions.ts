import type { Cancellation } from '../tensor/cancellation.ts';
import { createLbfgsMemory, type LbfgsMemory, rememberStep, writeLbfgsDirection } from './lbfgs.ts';
import type { RegressionSpace, Vector } from './regression-space.ts';
import type { RegressionLoss } from './regression-task.ts';
import { type LinePoint, searchConvexLine } from './search-line.ts';
import { addScaled, dot, scaleInto, subtractInto } from './vector.kernel.ts';

/** One regression to be solved: minimize Σ_i w_i · loss_i(Wᵀx̂_i + b) + λ/2·‖W‖². */
export interface RegressionProblem {
  /** The weight w_i of each photo, summing to 1; 0 holds the photo out. */
  readonly sampleWeights: Float64Array;
  /** The L2 strength λ; above 0. The biases are not penalized. */
  readonly strength: number;
  /** Where to begin: a solution of a similar problem. @default all zeros */
  readonly start?: Float64Array | undefined;
}

/** The optimum of a {@link RegressionProblem}. */
export interface RegressionSolution {
  /** The unknowns, k x p class by class, then k biases. */
  readonly coefficients: Float64Array;
  /** The logits of all photos, held out ones too, class by class: element (i, c) at c·n + i. */
  readonly logits: Float64Array;
  /** The penalized loss. */
  readonly loss: number;
  /** The length of the gradient, as a part of its length where all unknowns are 0. */
  readonly relativeGradient: number;
  readonly iterations: number;
  /** Whether the gradient fell below the tolerance within the limit. */
  readonly converged: boolean;
}

/** Adding up steps loses about this part of the gradient to 32-bit products: a finer tolerance needs a fresh look at the end. */
const gatheredRounding = 1e-4;

/** Features that tell nothing have a gradient of rounding errors alone; a standardized feature that tells something has one near 1. */
const leastScale = 1e-6;

/** How exactly, and how long. */
export interface SolveOptions {
  /** The optimum is where the gradient is shorter than this part of its length at 0. @default 1e-5 */
  readonly tolerance?: number | undefined;
  /** The most iterations of any problem. @default 500 */
  readonly iterationLimit?: number | undefined;
  /** How many steps L-BFGS remembers. @default 6 */
  readonly memory?: number | undefined;
  readonly signal?: Cancellation | undefined;
}

interface State {
  readonly problem: RegressionProblem;
  readonly at: Vector;
  readonly logits: Float64Array;
  readonly residual: Float64Array;
  readonly direction: Vector;
  readonly directionLogits: Float64Array;
  gradient: Vector;
  previousGradient: Vector;
  memory: LbfgsMemory;
  /** The loss without the penalty. */
  unpenalized: number;
  step: number;
  scale: number;
  relativeGradient: number;
  iterations: number;
  verified: boolean;
}

/**
 * Solves several regressions over the same photos in lockstep, by L-BFGS: one matrix product serves them all.
 *
 * The loss is convex, so the optimum does not depend on the path; the sums run in a fixed order, so neither do the bits.
 * A line search costs no product, since the logits are linear in the step. A problem that has converged leaves the product;
 * before that, with a fine tolerance, its logits are computed anew from its coefficients and the gradient is looked at once
 * more, so that `converged` speaks of the solution and not of gathered rounding.
 *
 * @throws the signal's reason, between iterations.
 */
export async function solveRegressions(
  space: RegressionSpace,
  loss: RegressionLoss,
  problems: readonly RegressionProblem[],
  options: SolveOptions = {},
): Promise<RegressionSolution[]> {
  const { tolerance = 1e-5, iterationLimit = 500, memory = 6, signal } = options;
  const states = problems.map((problem) => createState(space, problem, memory));
  await measureScale(space, loss, states);
  await restart(space, loss, states, memory);
  let active = states;
  while (active.length > 0) {
    signal?.throwIfAborted();
    await computeGradients(space, active);
    const flat = active.filter((state) => state.relativeGradient <= tolerance);
    const unverified = tolerance < gatheredRounding ? flat.filter((state) => !state.verified) : [];
    active = active.filter((state) => !(state.relativeGradient <= tolerance) && state.iterations < iterationLimit);
    if (unverified.length > 0) {
      await restart(space, loss, unverified, memory);
      await computeGradients(space, unverified);
      active = active.concat(unverified.filter((state) => state.relativeGradient > tolerance && state.iterations < iterationLimit));
    }
    await advance(space, loss, active);
  }
  return states.map((state) => ({
    coefficients: state.at.coefficients,
    logits: state.logits,
    loss: state.unpenalized + (state.problem.strength / 2) * penalty(space, state.at, state.at),
    relativeGradient: state.relativeGradient,
    iterations: state.iterations,
    converged: state.relativeGradient <= tolerance,
  }));
}

function createState(space: RegressionSpace, problem: RegressionProblem, memory: number): State {
  const logits = () => new Float64Array(space.classes * space.photos);
  return {
    problem,
    at: space.createVector(),
    logits: logits(),
    residual: logits(),
    direction: space.createVector(),
    directionLogits: logits(),
    gradient: space.createVector(),
    previousGradient: space.createVector(),
    memory: createLbfgsMemory(memory),
    unpenalized: 0,
    step: 0,
    scale: 1,
    relativeGradient: Number.POSITIVE_INFINITY,
    iterations: 0,
    verified: false,
  };
}

/** Measures each problem's gradient where all unknowns are 0, to which its tolerance is relative, then goes to its start. */
async function measureScale(space: RegressionSpace, loss: RegressionLoss, states: readonly State[]): Promise<void> {
  await restart(space, loss, states, 0);
  await computeGradients(space, states);
  for (const state of states) {
    const { gradient, problem } = state;
    state.scale = Math.max(length(gradient), leastScale);
    if (problem.start !== undefined) state.at.coefficients.set(problem.start);
    state.verified = false;
  }
}

/** Computes logits and loss from the coefficients alone, and forgets the path. */
async function restart(space: RegressionSpace, loss: RegressionLoss, states: readonly State[], memory: number): Promise<void> {
  const vectors = states.map(({ at }) => at);
  await space.refresh(vectors);
  const logits = states.map((state) => state.logits);
  await space.logits(vectors, logits);
  for (const state of states) {
    state.directionLogits.fill(0);
    state.unpenalized = pointAt(loss, state, 0).value;
    state.memory = createLbfgsMemory(memory);
    state.step = 0;
    state.verified = true;
  }
}

async function computeGradients(space: RegressionSpace, states: readonly State[]): Promise<void> {
  for (const state of states) {
    const { gradient, previousGradient } = state;
    state.gradient = previousGradient;
    state.previousGradient = gradient;
  }
  await space.gradients(states.map(({ residual, at, problem, gradient }) => ({ residual, at, strength: problem.strength, out: gradient })));
  for (const state of states) state.relativeGradient = length(state.gradient) / state.scale;
}

/** One step of each problem: direction, line search, new place. */
async function advance(space: RegressionSpace, loss: RegressionLoss, states: readonly State[]): Promise<void> {
  if (states.length === 0) return;
  for (const { memory, direction, step, gradient, previousGradient } of states) {
    if (step > 0) {
      // The last direction and the last gradient are not needed any more: their room takes s and y.
      eachArray(direction, (array) => scaleInto(array, step, array));
      subtractInto(previousGradient.coefficients, gradient.coefficients, previousGradient.coefficients);
      if (hasImage(gradient)) subtractInto(previousGradient.image, gradient.image, previousGradient.image);
      rememberStep(memory, direction, previousGradient, gradient);
    }
    writeLbfgsDirection(memory, gradient, direction.coefficients);
  }
  await space.refresh(states.map(({ direction }) => direction));
  await space.logits(
    states.map(({ direction }) => direction),
    states.map(({ directionLogits }) => directionLogits),
  );
  for (const state of states) {
    const { at, direction, gradient, problem } = state;
    const along = penalty(space, at, direction);
    const across = penalty(space, direction, direction);
    const penalized = (step: number): LinePoint => {
      const { value, slope, curvature } = pointAt(loss, state, step);
      return {
        value: value + problem.strength * step * (along + (step / 2) * across),
        slope: slope + problem.strength * (along + step * across),
        curvature: curvature + problem.strength * across,
      };
    };
    const slope = dot(gradient.coefficients, direction.image);
    const firstStep = state.memory.slots.length > 0 ? 1 : -slope / penalized(0).curvature;
    const { step, point } = searchConvexLine(penalized, { value: state.unpenalized, slope }, firstStep);
    state.unpenalized = point.value - problem.strength * step * (along + (step / 2) * across);
    addScaled(at.coefficients, step, direction.coefficients);
    if (hasImage(at)) addScaled(at.image, step, direction.image);
    addScaled(state.logits, step, state.directionLogits);
    state.step = step;
    state.iterations++;
    state.verified = false;
  }
}

/** Whether the image is an array of its own. */
function hasImage(v: Vector): boolean {
  return v.image !== v.coefficients;
}

function eachArray(v: Vector, change: (array: Float64Array) => void): void {
  change(v.coefficients);
  if (hasImage(v)) change(v.image);
}

/** The loss without the penalty a step along the direction; leaves its gradient in the residual. */
function pointAt(loss: RegressionLoss, state: State, step: number): LinePoint {
  return loss(state.logits, state.directionLogits, step, state.problem.sampleWeights, state.residual);
}

function penalty(space: RegressionSpace, u: Vector, v: Vector): number {
  return dot(u.coefficients, v.image, space.penalized);
}

function length(v: Vector): number {
  return Math.sqrt(Math.max(0, dot(v.coefficients, v.image)));
}
