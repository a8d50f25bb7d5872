import { GraftError } from '../errors.ts';
import type { Precision } from '../formats/tflite/conversion.ts';
import type { PixelRange } from '../graph/adopt/pixel-range.ts';
import type { Backbone } from './backbone.ts';
import { backboneCatalogue } from './catalogue.ts';
import { pictureSizeOf } from './convert-network.ts';
import { type BackboneEvent, type LoadBackboneOptions, loadBackboneEvents } from './load-backbone.ts';

/** What a model's description records of the backbone that it was trained on. */
export interface RecordedBackbone {
  readonly name: string;
  /** A catalogue source, or a path. */
  readonly source: string;
  readonly sha256: string;
  readonly precision: Precision;
  /** The converted network's id, which tells the picture's size where it is not as published. */
  readonly network: string;
  /** How pixels are scaled, where the user had to say it. */
  readonly range?: PixelRange | undefined;
}

/**
 * Loads the backbone that a model was trained on: the same file, for pictures of the same size.
 *
 * @param options.precision @default the model's own
 * @throws `MODEL_DAMAGED` where the file at its place is another one by now; as `loadBackboneEvents`
 */
export async function* loadRecordedBackbone(
  { name, source, sha256, precision, network, range }: RecordedBackbone,
  options: Omit<LoadBackboneOptions, 'imageSize' | 'range'> = {},
): AsyncGenerator<BackboneEvent, Backbone, void> {
  const known = backboneCatalogue.some((record) => record.name === name && record.sha256 === sha256);
  const backbone = yield* loadBackboneEvents(known ? name : source, {
    ...options,
    precision: options.precision ?? precision,
    imageSize: pictureSizeOf(network),
    range,
  });
  if (backbone.description.sha256 === sha256) return backbone;
  throw new GraftError('MODEL_DAMAGED', `The model was trained on another version of the backbone ${name} than is here.`, {
    hint: 'Train it again; the features are kept, so that takes seconds.',
  });
}
