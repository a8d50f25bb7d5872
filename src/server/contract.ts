/**
 * What goes over the wire, as schemas: requests are parsed with them, the OpenAPI description is made from them, and a
 * client in TypeScript can take its types from them. Nothing but schemas, so that a browser can load it.
 *
 * @module
 */
import * as v from 'valibot';

const whole = (least: number) => v.pipe(v.number(), v.integer(), v.minValue(least));
const part = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/** What went wrong, in every answer that is not a success. */
export const errorBody = v.object({
  error: v.object({
    code: v.pipe(v.string(), v.description('For programs: one of the codes of docs/errors.md.')),
    message: v.pipe(v.string(), v.description('For people.')),
    hint: v.exactOptional(v.pipe(v.string(), v.description('What to do about it.'))),
    requestId: v.exactOptional(v.pipe(v.string(), v.description('Also in the header X-Request-Id and in the log.'))),
  }),
});
export type ErrorBody = v.InferOutput<typeof errorBody>;

/** A class, and how sure the model is of it. */
const prediction = v.object({
  label: v.string(),
  index: v.pipe(whole(0), v.description('Its place among the classes of the model.')),
  probability: part,
  inSet: v.exactOptional(v.pipe(v.boolean(), v.description('Whether it is in the prediction set; where a coverage was asked for.'))),
  present: v.exactOptional(v.pipe(v.boolean(), v.description('Whether the picture has it; of models of several labels a photo.'))),
});

/** What is said of one picture or sound, or why it could not be read. */
export const imageOutcome = v.union([
  v.object({
    name: v.exactOptional(v.string()),
    predictions: v.pipe(v.array(prediction), v.description('Most probable first.')),
    unknown: v.exactOptional(v.pipe(v.boolean(), v.description('Whether it is like nothing that the model knows; where it can tell.'))),
    novelty: v.exactOptional(v.pipe(v.number(), v.description('How unlike: above 0 is unknown.'))),
  }),
  v.object({ name: v.exactOptional(v.string()), error: errorBody.entries.error }),
]);
export type ImageOutcome = v.InferOutput<typeof imageOutcome>;

/** The answer of `POST /v1/models/{name}/predict`. */
export const predictResponse = v.object({
  model: v.object({ name: v.string(), version: v.string() }),
  images: v.pipe(v.array(imageOutcome), v.description('One for each picture or sound, in the order of the request.')),
});
export type PredictResponse = v.InferOutput<typeof predictResponse>;

const top = whole(1);
const coverage = v.pipe(v.number(), v.minValue(0.5), v.maxValue(0.99));

/** The body of `POST /v1/models/{name}/predict` where it is JSON. */
export const predictRequest = v.strictObject({
  images: v.pipe(
    v.array(
      v.union([
        v.strictObject({
          base64: v.pipe(
            v.string(),
            v.description('The file of a picture, or of a sound for a model of sounds, in base64; a data: URL is taken, too.'),
          ),
          name: v.exactOptional(v.string()),
        }),
        v.strictObject({
          url: v.pipe(v.string(), v.description('An http: or https: address of a picture or sound; where the server allows it.')),
          name: v.exactOptional(v.string()),
        }),
      ]),
    ),
    v.minLength(1),
  ),
  top: v.exactOptional(top),
  coverage: v.exactOptional(coverage),
});

const numeral = v.pipe(v.string(), v.regex(/^\d+(\.\d+)?$/), v.transform(Number));

/** The query of `POST /v1/models/{name}/predict`. */
export const predictQuery = v.object({
  top: v.optional(v.pipe(numeral, top)),
  coverage: v.optional(v.pipe(numeral, coverage)),
});

/** What the server says of a model. */
export const modelInfo = v.object({
  name: v.string(),
  version: v.pipe(v.string(), v.description('Of the content of its network.')),
  created: v.string(),
  classes: v.array(v.string()),
  kind: v.pipe(v.picklist(['one-label', 'several-labels']), v.description('Whether a photo has one of the classes, or any number.')),
  takes: v.picklist(['photos', 'sounds']),
  input: v.object({ width: whole(1), height: whole(1) }),
  sound: v.exactOptional(
    v.object({
      sampleRate: v.pipe(whole(1), v.description('What sounds are resampled to, in hertz.')),
      windowSeconds: v.pipe(v.number(), v.description('What is looked at in one; what is said of the windows of a sound is pooled.')),
      mostSeconds: v.pipe(whole(1), v.description('Longer sounds are refused with 413.')),
    }),
  ),
  backbone: v.object({ name: v.string(), precision: v.string(), licence: v.string() }),
  accuracy: v.exactOptional(
    v.object({
      value: v.pipe(part, v.description('Part of photos, or sounds, held out that it names rightly.')),
      low: part,
      high: part,
      images: whole(0),
    }),
  ),
  meanAveragePrecision: v.exactOptional(part),
  tellsUnknown: v.boolean(),
  makesSets: v.boolean(),
});
export type ModelInfo = v.InferOutput<typeof modelInfo>;

/** The answer of `GET /v1/models`. */
export const modelList = v.object({ models: v.array(modelInfo) });

/** The answer of `GET /health`. */
export const health = v.object({ status: v.picklist(['ok', 'stopping']) });
