import { GraftError } from '../../errors.ts';
import { cut } from '../cut.ts';
import { type Dimension, type Graph, intOf, producers } from '../graph.ts';
import { inferShapes } from '../infer-shapes.ts';
import { dequantize } from '../optimize/dequantize.ts';
import { startAt } from '../start-at.ts';
import { narrowestCut } from './narrowest-cut.ts';
import { reachableFrom } from './reachable.ts';

/** How 8-bit numbers stand for real ones: (stored - zero) · scale. */
export interface TensorQuantization {
  readonly scale: number;
  readonly zero: number;
}

/** A network in two: what stays as it is, and what is to be trained. */
export interface SplitNetwork {
  /** The value between the two, real numbers. */
  readonly at: string;
  /** Its shape for one photo. */
  readonly shape: readonly number[];
  /** How it is stored in 8 bits where the network computes it so; undefined for a network of real numbers. */
  readonly quantization: TensorQuantization | undefined;
  /** From pixels to the value (in 8 bits where `quantization` tells how), and to those of the wanted values that come before it. */
  readonly bottom: Graph;
  /** From the value to those of the wanted values that come after it, in real numbers: no 8-bit arithmetic is left. */
  readonly top: Graph;
  /** The wanted values that come before the cut or are the cut itself. */
  readonly frozen: readonly string[];
  /** The wanted values that come after the cut. */
  readonly trained: readonly string[];
}

/**
 * Splits a network before a layer, so that the layer and what follows can be trained and what comes before need be computed once.
 *
 * An 8-bit network keeps its bottom in 8 bits: the cut's value is then stored exactly in one byte a number. The top becomes
 * float32, its activations clipped to what their 8 bits could hold but no longer rounded (see `dequantize`).
 *
 * @param layer The first layer to be trained.
 * @param outputs What is wanted of the network in the end: the values that a head reads.
 * @throws as `narrowestCut`; `GRAPH_INVALID` where none of the outputs comes after the layer
 */
export function splitNetwork(graph: Graph, layer: string, outputs: readonly string[]): SplitNetwork {
  const at = narrowestCut(graph, layer, outputs);
  const after = reachableFrom(graph, at);
  const trained = outputs.filter((name) => name !== at && after.has(name));
  const frozen = outputs.filter((name) => !trained.includes(name));
  if (trained.length === 0) {
    throw new GraftError('GRAPH_INVALID', `None of the values that the head reads comes after the layer ${JSON.stringify(layer)}.`, {
      hint: 'Train from an earlier layer, or let the head read a later one.',
    });
  }
  const shapes = inferShapes(graph);
  const info = (name: string): { name: string; dtype: 'float32'; shape: readonly Dimension[] } => ({
    name,
    dtype: 'float32',
    shape: shapes.get(name) ?? [],
  });
  const shape = (shapes.get(at) ?? []).slice(1).map((size) => {
    if (typeof size === 'number') return size;
    throw new GraftError('GRAPH_INVALID', `The value "${at}" has no fixed size: ${size}.`);
  });
  const stored = storedForm(graph, at);
  const quantized = stored === undefined ? info(at) : ({ name: stored.name, dtype: 'uint8', shape: shapes.get(at) ?? [] } as const);
  return {
    at,
    shape,
    quantization: stored?.quantization,
    bottom: cut(graph, [quantized, ...frozen.filter((name) => name !== quantized.name).map(info)]),
    top: startAt(dequantize(graph), [info(at)], trained.map(info)),
    frozen,
    trained,
  };
}

/** The uint8 tensor that a value is dequantized from, where it is one with a single scale. */
function storedForm(graph: Graph, value: string): { readonly name: string; readonly quantization: TensorQuantization } | undefined {
  const maker = producers(graph).get(value);
  if (maker?.operator !== 'DequantizeLinear') return undefined;
  const [name = '', scaleName = '', zeroName = ''] = maker.inputs;
  const [scale, zero] = [graph.constants.get(scaleName), graph.constants.get(zeroName)];
  if (zero?.dtype !== 'uint8' || scale?.data.length !== 1 || intOf(maker, 'axis', 1) < 0) return undefined;
  return { name, quantization: { scale: Number(scale.data[0]), zero: Number(zero.data[0]) } };
}
