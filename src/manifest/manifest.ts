import * as v from 'valibot';
import { GraftError } from '../errors.ts';

/** The newest manifest that this version reads and the one that it writes. It grows when older readers would misread. */
export const MANIFEST_SCHEMA = 1;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const fraction = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

const measured = v.object({
  images: count,
  accuracy: fraction,
  /** Wilson's 95 % interval of the accuracy. */
  accuracyInterval: v.object({ low: fraction, high: fraction }),
  balancedAccuracy: fraction,
  loss: v.pipe(v.number(), v.minValue(0)),
  /** Expected calibration error, 15 bins; models of version 0.1 lack it. */
  calibrationError: v.exactOptional(fraction),
});

/** How a model for several labels a photo did. */
const labelSetsMeasured = v.object({
  images: count,
  meanAveragePrecision: fraction,
  microF1: fraction,
  macroF1: fraction,
  exactMatch: fraction,
  loss: v.pipe(v.number(), v.minValue(0)),
});

const manifestSchema = v.object({
  schema: v.literal(MANIFEST_SCHEMA),
  /** The version of Graft that wrote it. */
  graft: v.string(),
  created: v.string(),
  /** The classes, in the order of the model's outputs. */
  classes: v.pipe(v.array(v.string()), v.minLength(2)),
  backbone: v.object({
    name: v.string(),
    source: v.string(),
    sha256: hash,
    licence: v.string(),
    precision: v.picklist(['int8', 'float32']),
    /** The converted network: source hash, converter version, precision. */
    network: v.string(),
    /** How pixels are scaled, where the user had to say it: (pixel - offset) / divisor, for red, green and blue. */
    range: v.exactOptional(
      v.object({
        offset: v.tuple([v.number(), v.number(), v.number()]),
        divisor: v.tuple([v.number(), v.number(), v.number()]),
        order: v.exactOptional(v.picklist(['rgb', 'bgr'])),
      }),
    ),
  }),
  /** The layers that the head reads, pooled, side by side in this order. */
  cuts: v.pipe(v.array(v.object({ name: v.string(), layer: v.string(), width: count })), v.minLength(1)),
  /** How a picture becomes the pixels that `model.onnx` takes; see `preprocessing/`. */
  preprocessing: v.record(v.string(), v.unknown()),
  head: v.object({
    kind: v.picklist(['softmax', 'sigmoid', 'mlp', 'knn']),
    /** How it was fitted: `lbfgs`, `rmsprop`, `adam`, `sgd`, … and with what. */
    fitted: v.record(v.string(), v.unknown()),
    temperature: v.pipe(v.number(), v.minValue(0)),
  }),
  /** Where the backbone itself was trained, too: then it is not the published one from `frozenAt` on. */
  fineTuned: v.exactOptional(
    v.object({
      /** The first layer that was trained, as the user named it. */
      from: v.string(),
      /** The last value that stayed as it was published. */
      frozenAt: v.string(),
      /** How many weights were trained, the head's among them. */
      parameters: count,
      /** Epochs that were trained, and the one that was kept; 0 for none. */
      epochs: count,
      best: count,
      options: v.record(v.string(), v.unknown()),
    }),
  ),
  seed: v.pipe(v.number(), v.integer()),
  split: v.object({
    /** By the photos' content hashes, or by the user's own train/ and validation/ folders. */
    by: v.picklist(['hash', 'folders', 'none']),
    train: count,
    validation: count,
    /** Whether the head that was kept has also seen the validation photos, after they were used for measuring. */
    refitted: v.boolean(),
  }),
  /** Photos of each class, in the order of `classes`. */
  counts: v.array(v.object({ train: count, validation: count })),
  metrics: v.object({
    validation: v.nullable(measured),
    /** Of all photos that the head has learned from; models of version 0.1 have no more than the first three. */
    crossValidation: v.nullable(v.object({ ...v.partial(measured).entries, folds: count, accuracy: fraction, loss: v.number() })),
    /** Instead of the two above, where photos may have several labels. */
    labelSets: v.optional(
      v.object({
        /** A class is said to be there from this probability on. */
        threshold: fraction,
        validation: v.nullable(labelSetsMeasured),
        crossValidation: v.nullable(v.object({ folds: count, ...labelSetsMeasured.entries })),
      }),
    ),
  }),
  /** What prediction sets need; models of version 0.1 lack it. See `calibratePredictionSets`. */
  predictionSets: v.exactOptional(
    v.object({
      images: count,
      on: v.picklist(['out-of-fold', 'held-out']),
      /** For a coverage of 0.50, 0.51, … 0.99: the least probability of a class in the set. */
      leastProbabilities: v.pipe(v.array(fraction), v.length(50)),
      /** Measured on photos held out. */
      heldOut: v.nullable(v.object({ images: count, coverage: fraction, covered: fraction, averageSize: v.number() })),
    }),
  ),
  /** Where the network has the output `novelty`: above 0 is unknown. Models of version 0.1 lack it. */
  rejection: v.exactOptional(
    v.object({
      /** On how many photos the threshold was set. */
      images: count,
      /** The part of photos of the known classes that it lets through. */
      passes: fraction,
      /** The part that was let through of photos held out. */
      heldOut: v.nullable(v.object({ images: count, passed: fraction })),
    }),
  ),
  /** The bundle's files, and what they hash to. */
  files: v.record(v.string(), hash),
});

/** A trained classifier as data: what `graft.json` holds. */
export type Manifest = v.InferOutput<typeof manifestSchema>;

/**
 * Reads a manifest from the bytes of `graft.json`.
 *
 * @throws `MODEL_TOO_NEW`, `MODEL_DAMAGED`
 */
export function readManifest(bytes: Uint8Array, file: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new GraftError('MODEL_DAMAGED', `The model's description is damaged: it is not JSON.`, {
      file,
      hint: 'Restore the folder from a copy, or train it again.',
      cause,
    });
  }
  return parseManifest(json, file);
}

/**
 * Reads a manifest from parsed JSON.
 *
 * @throws `MODEL_TOO_NEW` when a newer Graft wrote it, `MODEL_DAMAGED` when it is not a manifest.
 */
export function parseManifest(json: unknown, file: string): Manifest {
  const schema = typeof json === 'object' && json !== null && 'schema' in json ? json.schema : undefined;
  if (typeof schema === 'number' && schema > MANIFEST_SCHEMA) {
    throw new GraftError(
      'MODEL_TOO_NEW',
      `The model was made by a newer version of Graft: its format is ${schema}, this version reads up to ${MANIFEST_SCHEMA}.`,
      {
        file,
        hint: 'Update Graft, or train the model again with this version.',
      },
    );
  }
  const parsed = v.safeParse(manifestSchema, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const where = v.getDotPath(issue) ?? 'the top';
  throw new GraftError('MODEL_DAMAGED', `The model's description is damaged at ${where}: ${issue.message}.`, {
    file,
    hint: 'Restore the folder from a copy, or train it again; the features are kept, so that takes seconds.',
  });
}
