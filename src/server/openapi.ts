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
  413: 'Too many bytes, pictures or pixels.',
  415: 'Pictures in another form than the route takes.',
  422: 'A picture that cannot be read or fetched, or a model that cannot do what is asked.',
  503: 'Too busy, too slow, or about to stop. Retry-After says when to try again.',
};

/** The server's interface as an OpenAPI 3.1 document, made from the schemas that requests are parsed with. */
export function openapi(limits: ServerLimits, asksToken: boolean): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Graft',
      version,
      summary: 'Image classification with trained models.',
      description: 'Every error has the same form: a code for programs, a message, a hint, and the id of the request.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    ...(asksToken ? { security: [{ token: [] }] } : {}),
    paths: {
      '/health': get('Whether the server takes work', 'Health', { failures: [503], open: true }),
      '/metrics': {
        get: { summary: 'Numbers for Prometheus', operationId: 'metrics', responses: { 200: text('text/plain', 'In its text format.') } },
      },
      '/v1/models': get('The models', 'ModelList'),
      '/v1/models/{name}': { parameters: [name], ...get('A model', 'ModelInfo', { failures: [404] }) },
      '/v1/models/{name}/predict': { parameters: [name], post: predictOperation(limits) },
      '/v2': get('The server, as the Open Inference Protocol describes it', 'ServerMetadata'),
      '/v2/health/live': { get: plain('Whether the server lives') },
      '/v2/health/ready': { get: plain('Whether the server takes work') },
      ...openInferencePaths('/v2/models/{name}', [name]),
      ...openInferencePaths('/v2/models/{name}/versions/{version}', [name, pathParameter('version', "Of the network's content.")]),
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

function predictOperation({ maxImages, maxBodyBytes }: ServerLimits): Json {
  const file = { type: 'string', contentMediaType: 'application/octet-stream' };
  return {
    summary: 'What is in pictures',
    description: `Up to ${maxImages} pictures and ${maxBodyBytes} bytes. Of several pictures each has its own outcome; one alone that cannot be read is an error.`,
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
        'application/octet-stream': { schema: file },
        'application/json': { schema: ref('PredictRequest') },
      },
    },
    responses: { 200: answer('PredictResponse'), ...failures([400, 401, 403, 404, 413, 415, 422, 503], 'Error') },
  };
}

function openInferencePaths(path: string, parameters: readonly Json[]): Readonly<Record<string, Json>> {
  return {
    [path]: { parameters, get: { summary: 'What the model takes and gives', responses: { 200: answer('ModelMetadata'), ...missing } } },
    [`${path}/ready`]: {
      parameters,
      get: { ...plain('Whether the model takes work'), responses: { 200: text('application/json', 'It does.'), ...missing } },
    },
    [`${path}/infer`]: {
      parameters,
      post: {
        summary: "Probabilities of pictures' files or pixels",
        description: 'Tensors may come and go as binary data after the JSON, as the extension of the protocol has it.',
        requestBody: { required: true, content: { 'application/json': { schema: ref('InferRequest') } } },
        responses: { 200: answer('InferResponse'), ...failures([400, 401, 403, 404, 413, 422, 503], 'OpenInferenceError') },
      },
    },
  };
}

function get(
  summary: string,
  schema: SchemaName,
  { failures: may = [], open = false }: { failures?: readonly number[]; open?: boolean } = {},
) {
  const responses = { 200: answer(schema), ...failures(open ? may : [401, 403, ...may], 'Error') };
  return { get: { summary, responses, ...(open ? { security: [] } : {}) } } satisfies Json;
}

const plain = (summary: string) => ({
  summary,
  security: [],
  responses: { 200: text('application/json', 'It does.'), 503: text('application/json', 'It does not.') },
});
const text = (type: string, description: string): Json => ({ description, content: { [type]: {} } });
const ref = (schema: SchemaName): Json => ({ $ref: `#/components/schemas/${schema}` });
const answer = (schema: SchemaName): Json => ({ description: 'Done.', content: { 'application/json': { schema: ref(schema) } } });
const failures = (codes: readonly number[], schema: SchemaName): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    codes.map((code) => [code, { description: statuses[code] ?? '', content: { 'application/json': { schema: ref(schema) } } }]),
  );
const missing = failures([401, 403, 404], 'OpenInferenceError');

/** OpenAPI 3.1 takes JSON Schema's newest dialect as it is. */
function jsonSchemaOf(schema: v.GenericSchema): Json {
  const { $schema: _, ...made } = toJsonSchema(schema, { target: 'draft-2020-12', errorMode: 'ignore' });
  return JSON.parse(JSON.stringify(made)); // plain data, without undefined
}
