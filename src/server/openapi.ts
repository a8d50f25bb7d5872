import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { version } from '../version.ts';
import { errorBody, health, modelInfo, modelList, predictRequest, predictResponse } from './contract.ts';
import type { ServerLimits } from './limits.ts';
import { inferRequest, inferResponse, modelMetadata, openInferenceError, serverMetadata } from './open-inference/contract.ts';

/** JSON of any kind. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

const schemas = {
  Error: errorBody,
  Health: health,
  ModelInfo: modelInfo,
  ModelList: modelList,
  PredictRequest: predictRequest,
  PredictResponse: predictResponse,
  ServerMetadata: serverMetadata,
  ModelMetadata: modelMetadata,
  InferRequest: inferRequest,
  InferResponse: inferResponse,
  OpenInferenceError: openInferenceError,
} as const satisfies Readonly<Record<string, v.GenericSchema>>;

type SchemaName = keyof typeof schemas;

const statuses: Readonly<Record<number, string>> = {
  400: 'The request is not what the route takes.',
  401: 'The token is missing, or another one.',
  403: "Another site's page, or another host name.",
  404: 'There is no such model.',
  408: 'The request took too long to come.',
  413: 'Too many bytes, pictures or pixels, or too long a sound.',
  415: 'A compressed body, or pictures or sounds in another form than the route takes.',
  422: 'A picture or sound that cannot be read or fetched, or a model that cannot do what is asked.',
  431: 'The headers are too large.',
  500: "A fault of the server's own.",
  503: 'Too busy, too slow, or about to stop. Retry-After says when to try again.',
};

/** The server's interface as an OpenAPI 3.1 document, made from the schemas that requests are parsed with. */
export function openapi(limits: ServerLimits, asksToken: boolean): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Graft',
      version,
      summary: 'Classification of images and sounds with trained models.',
      description: 'Every error has the same form: a code for programs, a message, a hint, and the id of the request.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    ...(asksToken ? { security: [{ token: [] }] } : {}),
    paths: {
      '/health': get('health', 'Whether the server takes work', json('Health'), { may: [503], open: true }),
      '/metrics': get('metrics', 'Numbers for Prometheus', text('text/plain', 'In its text format.')),
      '/v1/models': get('listModels', 'The models', json('ModelList')),
      '/v1/models/{name}': { parameters: [name], ...get('getModel', 'A model', json('ModelInfo'), { may: [404] }) },
      '/v1/models/{name}/predict': { parameters: [name], post: predictOperation(limits) },
      '/v2': get('getServer', 'The server, as the Open Inference Protocol describes it', json('ServerMetadata'), { error: inference }),
      '/v2/health/live': get('isLive', 'Whether the server lives', itDoes, { open: true, error: inference }),
      '/v2/health/ready': get('isReady', 'Whether the server takes work', itDoes, { may: [503], open: true, error: inference }),
      ...openInferencePaths('/v2/models/{name}', [name], ''),
      ...openInferencePaths(
        '/v2/models/{name}/versions/{version}',
        [name, pathParameter('version', "Of the network's content.")],
        'OfVersion',
      ),
    },
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).map(([key, schema]) => [key, jsonSchemaOf(schema)])),
      ...(asksToken ? { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } } : {}),
    },
  };
}

const pathParameter = (called: string, description: string): Json => ({
  ...{ name: called, in: 'path', required: true, description },
  schema: { type: 'string' },
});
const name = pathParameter('name', 'Of the model.');

function predictOperation({ maxImages, maxBodyBytes, maxSoundSeconds }: ServerLimits): Json {
  const file = { type: 'string', contentMediaType: 'application/octet-stream' };
  return {
    summary: 'What is in pictures or sounds',
    description: `Up to ${maxImages} pictures and ${maxBodyBytes} bytes; a model of sounds takes files of sounds in their place, of up to ${maxSoundSeconds} seconds each. Of several each has its own outcome; one alone that cannot be read is an error.`,
    operationId: 'predict',
    parameters: [
      {
        ...{ name: 'top', in: 'query', description: 'How many classes to name. All where it is absent.' },
        schema: { type: 'integer', minimum: 1 },
      },
      {
        ...{ name: 'coverage', in: 'query', description: 'Also tell the set of classes that holds the right one so often.' },
        schema: { type: 'number', minimum: 0.5, maximum: 0.99 },
      },
    ],
    requestBody: {
      required: true,
      content: {
        'multipart/form-data': { schema: { type: 'object', additionalProperties: file, description: 'Files, under any names.' } },
        'image/*': { schema: file },
        'audio/*': { schema: file },
        'application/octet-stream': { schema: file },
        'application/json': { schema: ref('PredictRequest') },
      },
    },
    responses: { 200: json('PredictResponse'), ...failures([400, 401, 403, 404, 413, 415, 422, 503], 'Error') },
  };
}

/** @param suffix Of the operations' names, which must differ. */
function openInferencePaths(path: string, parameters: readonly Json[], suffix: string): Readonly<Record<string, Json>> {
  const missing = { may: [404], error: inference } as const;
  return {
    [path]: { parameters, ...get(`getMetadata${suffix}`, 'What the model takes and gives', json('ModelMetadata'), missing) },
    [`${path}/ready`]: { parameters, ...get(`isModelReady${suffix}`, 'Whether the model takes work', itDoes, missing) },
    [`${path}/infer`]: { parameters, post: inferOperation(`infer${suffix}`) },
  };
}

function inferOperation(operationId: string): Json {
  const length = {
    description: 'With the extension for binary data: how many bytes of the body are its JSON; the tensors follow it.',
    schema: { type: 'integer', minimum: 0 },
  };
  const headerLength = 'Inference-Header-Content-Length';
  const binary = { 'application/octet-stream': { schema: { type: 'string', contentMediaType: 'application/octet-stream' } } };
  return {
    operationId,
    summary: "Probabilities of pictures' or sounds' files, or of pixels",
    description: 'Tensors may come and go as binary data after the JSON, as the extension of the protocol has it.',
    parameters: [{ name: headerLength, in: 'header', required: false, ...length }],
    requestBody: { required: true, content: { 'application/json': { schema: ref('InferRequest') }, ...binary } },
    responses: {
      200: {
        description: 'Done.',
        headers: { [headerLength]: length },
        content: { 'application/json': { schema: ref('InferResponse') }, ...binary },
      },
      ...failures([400, 401, 403, 404, 413, 415, 422, 503], inference),
    },
  };
}

interface GetOptions {
  /** How it may fail, beside what all operations have. */
  readonly may?: readonly number[];
  /** Whether it asks for no token. */
  readonly open?: boolean;
  readonly error?: ErrorSchema;
}

function get(operationId: string, summary: string, success: Json, { may = [], open = false, error = 'Error' }: GetOptions = {}) {
  const responses = { 200: success, ...failures(open ? may : [401, 403, ...may], error) };
  return { get: { operationId, summary, responses, ...(open ? { security: [] } : {}) } } satisfies Json;
}

/** Errors are an object, but in the Open Inference Protocol a string. */
type ErrorSchema = 'Error' | 'OpenInferenceError';
const inference = 'OpenInferenceError';

const text = (type: string, description: string): Json => ({ description, content: { [type]: {} } });
const itDoes = text('application/json', 'It does.');
const ref = (schema: SchemaName): Json => ({ $ref: `#/components/schemas/${schema}` });
const json = (schema: SchemaName, description = 'Done.'): Json => ({
  description,
  content: { 'application/json': { schema: ref(schema) } },
});

/** The failures of an operation, and those that each has. A request that never comes whole has no route, and so no form of its own. */
function failures(codes: readonly number[], schema: ErrorSchema): Readonly<Record<string, Json>> {
  const all = new Map<number, ErrorSchema>([...codes, 500].map((code) => [code, schema]));
  for (const code of [408, 431]) all.set(code, 'Error');
  return Object.fromEntries([...all].map(([code, form]) => [code, json(form, statuses[code])]));
}

/** OpenAPI 3.1 takes JSON Schema's newest dialect as it is. */
function jsonSchemaOf(schema: v.GenericSchema): Json {
  const { $schema: _, ...made } = toJsonSchema(schema, { target: 'draft-2020-12', errorMode: 'ignore' });
  return JSON.parse(JSON.stringify(made)); // plain data, without undefined
}
