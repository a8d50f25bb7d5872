import { GraftError } from '../../errors.ts';
import { version as graftVersion } from '../../version.ts';
import { classifySent } from '../classify-sent.ts';
import { pixelsBudget } from '../json-budget.ts';
import { splitBody } from '../open-inference/binary-body.ts';
import { type InferRequest, type InferResponse, inferRequest, type ModelMetadata } from '../open-inference/contract.ts';
import { type InferInput, readInput } from '../open-inference/read-input.ts';
import { expectOutputs, outputNames, writeOutputs } from '../open-inference/write-outputs.ts';
import { parseInput, parseJson } from '../parse-input.ts';
import { readBody } from '../read-body.ts';
import type { SentPicture } from '../read-pictures.ts';
import { requestDeadline } from '../request-deadline.ts';
import type { ServedModel } from '../served-model.ts';
import type { Handler, RequestContext, Route, ServerContext } from '../server-context.ts';

/** The Open Inference Protocol, version 2: what KServe, Triton and their clients speak. */
export function openInferenceRoutes(context: ServerContext): readonly Route[] {
  const { models } = context;
  const modelOf = ({ req }: RequestContext): ServedModel => models.get(req.param('name') ?? '', req.param('version'));
  /** The same with and without a version. */
  const forModel = (method: Route['method'], rest: string, handle: Handler): Route[] =>
    ['/v2/models/:name', '/v2/models/:name/versions/:version'].map((path) => ({ method, path: `${path}${rest}`, handle }));
  return [
    {
      method: 'GET',
      path: '/v2',
      handle: () => Response.json({ name: 'graft', version: graftVersion, extensions: ['binary_tensor_data', 'classification'] }),
    },
    ...forModel('GET', '', (request) => Response.json(metadataOf(modelOf(request)))),
    ...forModel('GET', '/ready', (request) => Response.json({ name: modelOf(request).name, ready: true })),
    ...forModel('POST', '/infer', (request) => infer(context, request, modelOf)),
  ];
}

function metadataOf(model: ServedModel): ModelMetadata {
  const { name, version, manifest, preprocessing } = model;
  const datatypes: Readonly<Record<string, readonly [string, number[]]>> = {
    probabilities: ['FP32', [-1, manifest.classes.length]],
    label: ['BYTES', [-1]],
    novelty: ['FP32', [-1]],
  };
  return {
    name,
    versions: [version],
    platform: 'graft_onnx',
    // One of the two: pictures' files, or pixels as the network takes them. Of sounds their files: each is some pictures.
    inputs:
      preprocessing.sound === undefined
        ? [
            { name: 'image', datatype: 'BYTES', shape: [-1] },
            { name: 'pixels', datatype: 'UINT8', shape: [-1, preprocessing.height, preprocessing.width, 3] },
          ]
        : [{ name: 'sound', datatype: 'BYTES', shape: [-1] }],
    outputs: outputNames(model).map((output) => {
      const [datatype, shape] = datatypes[output] ?? ['FP32', [-1]];
      return { name: output, datatype, shape };
    }),
  };
}

async function infer(
  context: ServerContext,
  request: RequestContext,
  modelOf: (request: RequestContext) => ServedModel,
): Promise<Response> {
  const { admission, limits } = context;
  const { req, env } = request;
  using _request = admission.request();
  const model = modelOf(request);
  using _user = model.use();
  using held = admission.body();
  const body = await readBody(env.incoming, limits.maxBodyBytes, held);
  using deadline = requestDeadline(env.outgoing, limits.answerMs);
  const { input, ...asked } = parse(body, req.header('inference-header-content-length'), model, limits.maxImages);
  expectOutputs(model, asked);
  const outcomes = await classifySent(context, model, picturesOf(input), held, deadline.signal);
  // This protocol has no place for the fault of one picture among several, so that the first one ends it.
  const answers = outcomes.map((outcome) => {
    if ('error' in outcome) throw outcome.error;
    return outcome;
  });
  const written = writeOutputs(model, answers, asked);
  const response: InferResponse = {
    model_name: model.name,
    model_version: model.version,
    ...(asked.id === undefined ? {} : { id: asked.id }),
    outputs: [...written.outputs],
  };
  if (written.binary.length === 0) return Response.json(response);
  const head = Buffer.from(JSON.stringify(response));
  return new Response(Buffer.concat([head, ...written.binary]), {
    headers: { 'content-type': 'application/octet-stream', 'inference-header-content-length': String(head.length) },
  });
}

/** What is asked; a tensor's numbers in JSON take many times their bytes, so that they are let go here. */
function parse(
  body: Uint8Array,
  headerLength: string | undefined,
  { preprocessing }: ServedModel,
  maxImages: number,
): Omit<InferRequest, 'inputs'> & { readonly input: InferInput } {
  const { json, binary } = splitBody(body, headerLength);
  const {
    inputs: [input],
    ...asked
  } = parseInput(inferRequest, parseJson(json, 'The body', pixelsBudget(maxImages, preprocessing)), 'The body');
  if (input === undefined) throw new GraftError('INTERNAL', 'A request without an input passed its schema.');
  return { ...asked, input: readInput(input, { preprocessing, maxImages, binary }) };
}

function picturesOf(input: InferInput): readonly SentPicture[] {
  return input.kind === 'files'
    ? input.files.map((bytes) => ({ name: undefined, source: { bytes } }))
    : input.pictures.map((pixels) => ({ name: undefined, source: { pixels } }));
}
