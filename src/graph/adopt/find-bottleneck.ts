import { GraftError } from '../../errors.ts';
import { cut } from '../cut.ts';
import type { Graph, Node, ValueInfo } from '../graph.ts';
import { poolingsOf } from '../pooling-of.ts';
import type { Shape } from '../shapes/rule-context.ts';
import { familyOf } from './family.ts';
import { type Head, headBehind, isMap, rearranging } from './find-head.ts';
import { unsuitable } from './unsuitable.ts';
import { type WayBack, wayBack } from './walk-back.ts';

/** How a network makes one row of numbers of what it sees all over the picture. */
export type Pooling = 'average' | 'maximum' | 'class-token' | 'mean-of-tokens' | 'attention' | 'flatten' | 'none';

/** Where a network is cut: its pooled activation there is what a head reads. */
export interface Bottleneck {
  /** The value to cut at; its pooled form, as `withPooledOutputs` makes it, has `width` numbers. */
  readonly value: string;
  readonly width: number;
  /** How the network itself pools on the way to its head. */
  readonly pooling: Pooling;
  /** What is pooled, and its shape for one picture: a map [channels, height, width] or tokens [tokens, width]. */
  readonly source: { readonly value: string; readonly shape: readonly number[] };
  /** The network's own head; undefined where its output is an embedding. */
  readonly head: { readonly logits: string; readonly classes: number; readonly operator: string } | undefined;
  /** What was found, for people. */
  readonly words: string;
}

/**
 * Finds a network's bottleneck: what its classification head reads or, where it has none, its embedding.
 *
 * Of several outputs, that with the most before it is the network's own; others are auxiliary heads (GoogLeNet, Inception).
 *
 * @param cutAt Another place to cut at: the name of a value.
 * @throws `UNKNOWN_CUT` where there is no value of that name, `NETWORK_UNSUITABLE` where nothing can be cut at
 */
export function findBottleneck(graph: Graph, shapes: ReadonlyMap<string, Shape>, cutAt?: string): Bottleneck {
  const way = wayBack(graph);
  if (cutAt !== undefined) return bottleneckAt(way, shapes, cutAt);
  const heads = graph.outputs.flatMap(({ name }) => headBehind(way, shapes, name) ?? []);
  const head = deepest(graph, heads, ({ logits }) => logits);
  const value = head === undefined ? embedding(way, shapes) : head.reads;
  if (value === undefined) {
    throw unsuitable(
      `Graft finds no place to cut the network "${graph.name}": its outputs are neither classes nor an embedding: ${graph.outputs.map(({ name, shape }) => `"${name}" [${shape.join(', ')}]`).join(', ')}.`,
      'Choose a place with --cut: graft inspect lists the layers.',
    );
  }
  return described(way, shapes, value, head);
}

/** The one with the most nodes before it. */
function deepest<T>(graph: Graph, candidates: readonly T[], nameOf: (candidate: T) => string): T | undefined {
  if (candidates.length <= 1) return candidates[0];
  const depth = (name: string): number => cut(graph, [float32(name)]).nodes.length;
  const depths = candidates.map((candidate) => depth(nameOf(candidate)));
  return candidates[depths.indexOf(Math.max(...depths))];
}

const float32 = (name: string): ValueInfo => ({ name, dtype: 'float32', shape: [] });

/** Of a network without a head: the output that is one row of numbers, else the tokens or the map. */
function embedding(way: WayBack, shapes: ReadonlyMap<string, Shape>): string | undefined {
  const { outputs } = way.graph;
  const plain = outputs.filter(({ name, shape }) => shape[0] === 'batch' && shape.length >= 2 && way.maker(name)?.operator !== 'Tanh');
  const named = (pattern: RegExp): readonly string[] => plain.map(({ name }) => name).filter((name) => pattern.test(name));
  const ofRank = (rank: number): readonly string[] => plain.map(({ name }) => name).filter((name) => shapes.get(name)?.length === rank);
  const choices = [named(/image_?embed/i), named(/pooler|embed|pooled/i), ofRank(2), ofRank(3), ofRank(4)];
  return deepest(way.graph, choices.find((names) => names.length > 0) ?? [], (name) => name);
}

/** What of a value's rearrangements has a layer's name: the pooled map instead of its flattened form. */
function layerBehind(way: WayBack, value: string): string {
  for (let name = value; ; ) {
    const node = way.maker(name);
    const next = node === undefined ? undefined : way.activations(node)[0];
    if (node === undefined || next === undefined || !rearranging.has(node.operator) || node.operator === 'DequantizeLinear') return name;
    name = next;
  }
}

function described(way: WayBack, shapes: ReadonlyMap<string, Shape>, reads: string, head: Head | undefined): Bottleneck {
  const value = layerBehind(way, reads);
  const pooled = pooledFrom(way, shapes, value);
  const { width } = poolingsOf(way.graph, shapes)(value);
  const own = head === undefined ? undefined : { logits: head.logits, classes: head.classes, operator: head.operator };
  return { value, width, ...pooled, head: own, words: wordsFor(way, { ...pooled, width, head }) };
}

function bottleneckAt(way: WayBack, shapes: ReadonlyMap<string, Shape>, value: string): Bottleneck {
  const shape = shapes.get(value);
  if (way.maker(value) === undefined || shape === undefined) {
    throw new GraftError('UNKNOWN_CUT', `The network "${way.graph.name}" has no layer "${value}" to cut at.`, {
      hint: 'graft inspect lists the layers.',
    });
  }
  if (shape[0] !== 'batch' || shape.length < 2 || shape.length > 4) {
    throw unsuitable(
      `The network "${way.graph.name}" cannot be cut at "${value}", which is [${shape.join(', ')}]: Graft cuts at maps, tokens and rows of numbers, one for each picture.`,
      'Choose another layer: graft inspect lists them.',
    );
  }
  const found = described(way, shapes, value, undefined);
  return { ...found, words: found.words.replace(embeddingItself, 'cut where it was asked for') };
}

type Pooled = Pick<Bottleneck, 'pooling' | 'source'>;

/** Walks back from a row of numbers to what was pooled to it. */
function pooledFrom(way: WayBack, shapes: ReadonlyMap<string, Shape>, value: string): Pooled {
  const at = (name: string): Pooled['source'] => ({ value: name, shape: (shapes.get(name) ?? []).slice(1).map(Number) });
  if (isMap(shapes.get(value))) {
    const { kind } = poolingsOf(way.graph, shapes)(value).pooling;
    const pooling = kind === 'class-token' ? kind : shapes.get(value)?.length === 3 ? 'mean-of-tokens' : 'average';
    return { pooling, source: at(value) };
  }
  let name = value;
  for (let node = way.maker(name); node !== undefined; node = way.maker(name)) {
    const next = way.activations(node)[0];
    if (next === undefined) break;
    if (isMap(shapes.get(next))) {
      const attended = rearranging.has(node.operator) ? attendedBy(way, next) : undefined;
      if (attended !== undefined) return { pooling: 'attention', source: at(attended) };
      return { pooling: poolingBy(node, shapes.get(next) ?? []), source: at(next) };
    }
    name = next;
  }
  return { pooling: 'none', source: at(value) };
}

/** The tokens that attention pools, where a value is what it made of them. */
function attendedBy(way: WayBack, value: string): string | undefined {
  const product = way.maker(layerBehind(way, value));
  const [, values] = product?.operator === 'MatMul' ? way.activations(product) : [];
  if (values === undefined) return undefined;
  let name = layerBehind(way, values);
  for (let node = way.maker(name); node !== undefined && way.activations(node).length === 1; node = way.maker(name)) {
    if (!dense.has(node.operator)) break;
    name = layerBehind(way, way.activations(node)[0] ?? '');
  }
  return name;
}

/** A dense layer on tokens: a product with weights, then a bias. */
const dense: ReadonlySet<string> = new Set(['Add', 'MatMul']);

function poolingBy(node: Node, from: Shape): Pooling {
  switch (node.operator) {
    case 'GlobalAveragePool':
    case 'AveragePool':
    case 'ReduceMean':
      return from.length === 3 ? 'mean-of-tokens' : 'average';
    case 'GlobalMaxPool':
    case 'MaxPool':
    case 'ReduceMax':
      return 'maximum';
    case 'Gather':
    case 'Slice':
    case 'Split':
      return 'class-token';
    case 'MatMul':
    case 'Einsum':
      return 'attention';
  }
  return 'flatten';
}

const embeddingItself = 'no head: the output is the embedding itself';

function wordsFor(way: WayBack, found: Pooled & { readonly width: number; readonly head: Head | undefined }): string {
  const { pooling, source, width, head } = found;
  const [first = 0, second = 1, third = 1] = source.shape;
  const map = source.shape.length === 3 ? `${first} channels at ${second}x${third}` : `${first} tokens of ${second} numbers`;
  const how: Readonly<Record<Pooling, string>> = {
    average: head?.pooledAfter === true ? `${map}, averaged after the head` : `global average of ${map}`,
    maximum: `global maximum of ${map}`,
    'class-token': `the class token of ${map}`,
    'mean-of-tokens': `the mean of ${map}`,
    attention: `${map} pooled by attention`,
    flatten: `${map}, flattened, then dense layers`,
    none: 'one row of numbers',
  };
  const told = source.shape.length === 3 ? first === width && pooling === 'average' : second === width && pooling !== 'none';
  const numbers = told ? '' : ` (${width} numbers)`;
  const distilled = head?.second === undefined ? '' : '; a second head reads the distillation token';
  const end = head === undefined ? embeddingItself : `then ${head.operator} to ${head.classes} classes${distilled}`;
  return `${familyOf(way)}: ${how[pooling]}${numbers}, ${end}`;
}
