import { GraftError } from '../../errors.ts';
import { cut } from '../cut.ts';
import type { Graph, ValueInfo } from '../graph.ts';
import { inferShapes } from '../infer-shapes.ts';
import { type Bottleneck, findBottleneck } from './find-bottleneck.ts';
import { inOrder } from './in-order.ts';
import { knownRange } from './known-range.ts';
import { type PictureLayout, pictureInput, sizeOf, usualSide } from './picture-input.ts';
import { withPixels } from './pixel-nodes.ts';
import { type PixelRange, pixelRanges } from './pixel-range.ts';
import { batch, simplify } from './simplify.ts';

/** What is known of a network beside its graph. */
export interface Adoption {
  /** How pixels become the numbers that it was trained on. @default what the network itself tells, where it does */
  readonly range?: PixelRange | undefined;
  /** The side of the square picture that it is to read, in pixels. @default as it was published; 224 where it takes any */
  readonly imageSize?: number | undefined;
  /** The value to cut at. @default what its classification head reads, or its embedding */
  readonly cut?: string | undefined;
}

/** A stranger's network as Graft's other parts want it. */
export interface AdoptedNetwork {
  /** Reads `pixels`, uint8 [batch, height, width, 3], red first; its activations are float32. */
  readonly graph: Graph;
  readonly input: {
    readonly width: number;
    readonly height: number;
    /** Of its picture, as it was published. */
    readonly layout: PictureLayout;
    readonly range: PixelRange;
    /** Where the range is from, in words. */
    readonly howRangeWasKnown: string;
    /** Where the size is from, in words. */
    readonly howSizeWasKnown: string;
  };
  readonly bottleneck: Bottleneck;
}

/**
 * Brings a stranger's network for photos into Graft's convention, and finds where to cut it.
 *
 * It checks the graph, finds the input that is the picture (channels first or last, float or whole numbers, of fixed or
 * free size), simplifies (constants, arithmetic on shapes, a fixed number of pictures), puts the pixels' conversion before
 * it, and finds the classification head and what it reads.
 *
 * @param graph ONNX's operators of set 17, as a reader of files gives them.
 * @throws `NETWORK_UNSUITABLE` where it reads no photo or has no place to cut; `RANGE_UNKNOWN` where nothing tells its
 * range; `UNKNOWN_CUT`; `GRAPH_INVALID`, `UNSUPPORTED_OPERATOR`, `FORMAT_LIMIT`
 */
export function adoptNetwork(graph: Graph, given: Adoption = {}): AdoptedNetwork {
  const { info, layout, graph: picture } = pictureInput(inOrder(graph));
  const size = pictureSize(info, layout, given.imageSize);
  const sides = [size.height, size.width];
  const input: ValueInfo = { ...info, shape: [batch, ...(layout === 'nchw' ? [3, ...sides] : [...sides, 3])] };
  const [published = batch] = info.shape;
  const { graph: plain } = simplify(picture, input, typeof published === 'number' ? Math.max(1, published) : 1);
  const known = given.range === undefined ? knownRange(plain, info.name, info.dtype) : { range: given.range, how: 'given' };
  if (known === undefined) {
    findBottleneck(plain, inferShapes(plain), given.cut); // where there is no place to cut, no range would help
    throw new GraftError(
      'RANGE_UNKNOWN',
      `The network "${graph.name}" does not tell its range: how a pixel of 0 to 255 becomes the number that it was trained on.`,
      { hint: `Give one. It is ${Object.keys(pixelRanges).join(', ')} for most networks: imagenet for those of torchvision and timm.` },
    );
  }
  const before = withPixels(plain, { name: info.name, dtype: info.dtype, layout, ...sidesOf(size), range: known.range });
  const adopted = cut(before, before.outputs);
  const bottleneck = findBottleneck(adopted, inferShapes(adopted), given.cut);
  return {
    graph: adopted,
    input: { ...sidesOf(size), layout, range: known.range, howRangeWasKnown: known.how, howSizeWasKnown: size.how },
    bottleneck,
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
  readonly how: string;
}

const sidesOf = ({ width, height }: Size): { width: number; height: number } => ({ width, height });

function pictureSize(info: ValueInfo, layout: PictureLayout, wanted: number | undefined): Size {
  const { width, height } = sizeOf(info.shape, layout);
  if (wanted !== undefined) return { width: wanted, height: wanted, how: 'given' };
  const how = width === undefined || height === undefined ? 'the network takes any; most are trained on this' : 'as published';
  return { width: width ?? usualSide, height: height ?? usualSide, how };
}
