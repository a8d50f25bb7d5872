/**
 * The wire format of the Open Inference Protocol, version 2 (KServe, Triton, …), as schemas.
 *
 * @see https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md
 * @module
 */
import * as v from 'valibot';

const parameters = v.record(v.string(), v.unknown());
const size = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));

/** The body of `POST /v2/models/{name}/infer`; it may know more than is read of it. */
export const inferRequest = v.object({
  id: v.exactOptional(v.string()),
  parameters: v.exactOptional(parameters),
  inputs: v.pipe(
    v.array(
      v.object({
        name: v.string(),
        shape: v.pipe(v.array(size), v.maxLength(8)),
        datatype: v.string(),
        parameters: v.exactOptional(parameters),
        /** Nested or flat, as the shape says; absent where it comes as binary data. */
        data: v.exactOptional(v.unknown()),
      }),
    ),
    v.minLength(1),
    v.maxLength(1),
  ),
  outputs: v.exactOptional(v.pipe(v.array(v.object({ name: v.string(), parameters: v.exactOptional(parameters) })), v.maxLength(8))),
});
export type InferRequest = v.InferOutput<typeof inferRequest>;

/** The answer. */
export const inferResponse = v.object({
  model_name: v.string(),
  model_version: v.string(),
  id: v.exactOptional(v.string()),
  outputs: v.array(
    v.object({
      name: v.string(),
      datatype: v.string(),
      shape: v.array(size),
      parameters: v.exactOptional(parameters),
      data: v.exactOptional(v.array(v.union([v.number(), v.string()]))),
    }),
  ),
});
export type InferResponse = v.InferOutput<typeof inferResponse>;

const tensorMetadata = v.object({ name: v.string(), datatype: v.string(), shape: v.array(v.pipe(v.number(), v.integer())) });

/** The answer of `GET /v2/models/{name}`. */
export const modelMetadata = v.object({
  name: v.string(),
  versions: v.array(v.string()),
  platform: v.string(),
  inputs: v.array(tensorMetadata),
  outputs: v.array(tensorMetadata),
});
export type ModelMetadata = v.InferOutput<typeof modelMetadata>;

/** The answer of `GET /v2`. */
export const serverMetadata = v.object({ name: v.string(), version: v.string(), extensions: v.array(v.string()) });

/** An error in this protocol is a string; what our other routes say stands beside it. */
export const openInferenceError = v.object({
  error: v.string(),
  code: v.string(),
  hint: v.exactOptional(v.string()),
  requestId: v.exactOptional(v.string()),
});
