import type { Graph } from '../graph/graph.ts';
import type { SplitNetwork } from '../graph/split/split-network.ts';
import { trainableBlocks } from '../graph/split/trainable-blocks.ts';
import { type ClassWeights, resolveClassWeights } from '../heads/class-weights.ts';
import { fitHead } from '../heads/fit-head.ts';
import { fitStandardizer, type Standardizer } from '../heads/standardize.ts';
import { drain } from '../tasks/drain.ts';
import type { Matrix } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { type ParameterGroup, parameterGroups } from './parameter-groups.ts';
import { topWithHead } from './top-with-head.ts';
import type { ResolvedTuning } from './tuning-options.ts';

/** What a backbone is trained on, from a cut, and how. */
export interface NetworkToTuneRequest {
  readonly parts: SplitNetwork;
  /** What the head reads. */
  readonly cuts: readonly { readonly layer: string; readonly width: number }[];
  /** The photos to learn from, in the backbone as it was. */
  readonly learned: { readonly features: Matrix; readonly labels: Int32Array; readonly keys: readonly string[] };
  readonly classes: number;
  readonly tuning: ResolvedTuning;
  readonly multiplier: MatrixMultiplier;
  /** @default 'balanced' */
  readonly classWeights?: ClassWeights | undefined;
  /** Of the head's cross-validation, which gives its temperature. */
  readonly folds?: number | undefined;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
}

/** A network as training from a cut begins with it. */
export interface NetworkToTune {
  /** The part that is trained, with the head that it is trained under. */
  readonly network: Graph;
  readonly groups: readonly ParameterGroup[];
  readonly classWeights: Float64Array | undefined;
  /** What the head's weights are for. */
  readonly standardizer: Standardizer;
}

/**
 * Puts on the top of a split network the head that it is trained under: fitted to the backbone as it was, held so strongly
 * (`headStrength`) that it leaves something to learn.
 *
 * @see docs/decisions/0033-a-head-fitted-again.md
 */
export async function networkToTune(request: NetworkToTuneRequest): Promise<NetworkToTune> {
  const { parts, cuts, learned, classes, tuning, multiplier, classWeights = 'balanced', folds, seed, signal } = request;
  const { features, labels, keys } = learned;
  const blocks = cuts.map(({ width }) => width);
  const standardizer = fitStandardizer(features, blocks);
  const { head } = await drain(
    fitHead(features, labels, { classes, blocks, multiplier, classWeights, strength: tuning.headStrength, folds, seed, keys, signal }),
  );
  if (head.kind !== 'softmax') throw new Error('unreachable: softmax is what fitHead fits');
  const reads = cuts.map(({ layer, width }) => ({ value: layer, width }));
  return {
    network: topWithHead(parts, reads, head, standardizer),
    groups: parameterGroups(trainableBlocks(parts.top, parts.trained.at(-1) ?? ''), tuning),
    classWeights: resolveClassWeights(classWeights, labels, classes),
    standardizer,
  };
}
