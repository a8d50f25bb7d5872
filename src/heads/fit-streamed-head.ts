import { invalidArgument } from '../errors.ts';
import type { Cancellation } from '../tensor/cancellation.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { foldLinearHead, type LinearHead, unfoldLinearHead } from './linear-head.ts';
import { measureColumns } from './measure-columns.ts';
import { passLogits } from './pass-logits.ts';
import type { PhotoPass } from './photo-pass.ts';
import { type StreamedPass, solveStreamed } from './solve-streamed.ts';
import type { StreamedTask } from './streamed-task.ts';

/** What a streamed fit learns from. */
export interface StreamedHeadOptions {
  readonly task: StreamedTask;
  /** The widths of the backbone's blocks that lie side by side in the features. */
  readonly blocks: readonly number[];
  /** Photos to learn from. */
  readonly training: PhotoPass;
  /** Other photos, that the strength and the temperature are chosen by: a pass that yields nothing leaves them as they are. */
  readonly choosing: PhotoPass;
  /** A head fitted to a part of the photos, where the fit begins. */
  readonly start: LinearHead;
  /** L2 strengths to try, strong to weak; it ends at the first that is worse than the one before. */
  readonly strengths: readonly number[];
  /** The optimum is where the gradient is shorter than this part of its length at 0. @default 1e-3 */
  readonly tolerance?: number | undefined;
  readonly multiplier: MatrixMultiplier;
  readonly signal?: Cancellation | undefined;
}

/** Steps that bring less than this part of the loss move next to no photo across a border. */
const leastGain = 3e-4;

/** Passes for a strength: from the last one's optimum a dozen are the rule. */
const passLimit = 40;

/** A pass of a streamed fit. */
export interface StreamedFitEvent extends StreamedPass {
  readonly strength: number;
}

/** A head fitted to photos that were never in memory together. */
export interface StreamedFit {
  readonly head: LinearHead;
  readonly strength: number;
  readonly converged: boolean;
  /** Passes over the photos, of all strengths. */
  readonly passes: number;
  /** Photos learned from, by label. */
  readonly counts: Float64Array;
  /** The log loss of each strength on the photos that it was chosen by; empty where there are none. */
  readonly table: readonly { readonly strength: number; readonly logLoss: number; readonly accuracy: number }[];
}

/**
 * Fits a linear head to photos in passes: each strength to its optimum, from the last one's, the best of them by the log loss on photos set
 * aside for that.
 *
 * @throws `INVALID_ARGUMENT`; the signal's reason, between batches
 */
export async function* fitStreamedHead(options: StreamedHeadOptions): AsyncGenerator<StreamedFitEvent, StreamedFit, void> {
  const { task, blocks, training, choosing, start, strengths, tolerance, multiplier, signal } = options;
  const { standardizer, counts } = await measureColumns(training, task.labels, blocks, signal);
  const loss = task.weigh(counts);
  let coefficients = unfoldLinearHead(start, standardizer);
  let passes = 1;
  let scale: number | undefined;
  let best: (Omit<StreamedFit, 'passes' | 'counts' | 'table'> & { readonly logLoss: number }) | undefined;
  const table: StreamedFit['table'][number][] = [];
  for (const strength of strengths) {
    const regression = { pass: training, standardizer, loss, strength, multiplier, signal };
    const steps = solveStreamed(regression, { start: coefficients, scale, tolerance, leastGain, passLimit });
    let step = await steps.next();
    for (; !step.done; step = await steps.next()) yield { ...step.value, pass: passes + step.value.pass, strength };
    ({ coefficients, scale } = step.value);
    passes += step.value.pass;
    const linear = { ...foldLinearHead(coefficients, standardizer, task.classes), temperature: 1 };
    const judged = await passLogits(linear, choosing, multiplier, { signal });
    const { converged } = step.value;
    if (judged.labels.length === 0)
      return { head: { ...linear, temperature: start.temperature }, strength, converged, passes, counts, table };
    const { logLoss, accuracy, temperature } = loss.score(judged.logits, judged.labels);
    table.push({ strength, logLoss, accuracy });
    if (best !== undefined && logLoss >= best.logLoss) break;
    best = { head: { ...linear, temperature }, strength, converged, logLoss };
  }
  if (best === undefined) throw invalidArgument('strengths', 'at least one number above 0', strengths);
  const { head, strength, converged } = best;
  return { head, strength, converged, passes, counts, table };
}
