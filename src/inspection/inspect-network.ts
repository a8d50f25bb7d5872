import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { describeFinding } from '../backbones/describe-finding.ts';
import { type BackboneEvent, type LoadBackboneOptions, loadBackboneEvents } from '../backbones/load-backbone.ts';
import { loadModel } from '../classifier/model.ts';
import type { InspectedBlock, InspectedNetwork } from '../drawing/inspected-network.ts';
import { readOnnx } from '../formats/onnx/read.ts';
import type { Graph } from '../graph/graph.ts';
import { groupLayers, type LayerGroup } from '../graph/group-layers.ts';
import type { Layer } from '../graph/layers.ts';
import { publishedLayers } from '../graph/published-layers.ts';
import { shareTime } from '../graph/share-time.ts';
import { manifestFile } from '../manifest/bundle-files.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { parsePreprocessing } from '../preprocessing/parse-preprocessing.ts';
import { profileNetwork } from '../runtime/profile-network.ts';
import { drain } from '../tasks/drain.ts';
import { tensor } from '../tensor/tensor.ts';
import { stateOfLayers, withAllBefore } from './state-of-layers.ts';

/** How to inspect a network. */
export interface InspectOptions extends Omit<LoadBackboneOptions, 'onProgress'> {
  /** Whether its layers are timed on this machine, which takes some seconds. @default true */
  readonly time?: boolean | undefined;
}

/** What happens while a network is inspected. */
export type InspectEvent = BackboneEvent | { readonly type: 'profile'; readonly name: string };

/** A network before its layers are timed. */
type Found = Omit<InspectedNetwork, 'blocks' | 'time' | 'layers'> & {
  readonly layers: readonly Layer[];
  readonly groups: readonly LayerGroup[];
  readonly graph: Graph;
  /** The ONNX file, or its path. */
  readonly runnable: Uint8Array | string;
  readonly states: ReturnType<typeof stateOfLayers> | undefined;
};

/**
 * Tells what a network is made of: its layers in blocks, what each costs, which are frozen and which trained, where it can be cut.
 *
 * @param nameOrPath A backbone's name or path (see `loadBackbone`), or a trained model's folder.
 * @returns (by the generator) plain JSON, which `networkHtml` and `networkSvg` draw.
 * @throws as `loadBackbone` and `loadModel`
 */
export async function* inspectNetworkEvents(
  nameOrPath: string,
  options: InspectOptions = {},
): AsyncGenerator<InspectEvent, InspectedNetwork, void> {
  const { time: timed = true, signal } = options;
  const found = (await isModelFolder(nameOrPath)) ? await findModel(nameOrPath) : yield* findBackbone(nameOrPath, options);
  const { layers, groups, graph, runnable, states, ...described } = found;
  if (timed) yield { type: 'profile', name: found.name };
  const time = timed ? await timeLayers(found, signal) : undefined;
  return {
    ...described,
    layers: layers.map(({ name, operator, inputs, shape, parameters, multiplyAdds }, at) => ({
      ...{ name, operator, inputs, shape, parameters, multiplyAdds },
      ...(time === undefined ? {} : { milliseconds: time.layers[at] ?? 0 }),
      ...(states === undefined || parameters === 0 ? {} : { state: states[at] }),
    })),
    blocks: blocksOf(groups, found.readCuts),
    ...(time === undefined ? {} : { time: time.whole }),
  };
}

/** Like {@link inspectNetworkEvents}, to its end. */
export function inspectNetwork(
  nameOrPath: string,
  options: InspectOptions & { readonly onProgress?: ((event: InspectEvent) => void) | undefined } = {},
): Promise<InspectedNetwork> {
  const { onProgress, ...rest } = options;
  return drain(inspectNetworkEvents(nameOrPath, rest), onProgress);
}

/** Whether a trained model stands there, or what should be one by its name. */
async function isModelFolder(path: string): Promise<boolean> {
  return (
    path.replace(/[/\\]+$/, '').endsWith('.graft') ||
    access(join(path, manifestFile)).then(
      () => true,
      () => false,
    )
  );
}

async function* findBackbone(nameOrPath: string, options: InspectOptions): AsyncGenerator<BackboneEvent, Found, void> {
  const backbone = yield* loadBackboneEvents(nameOrPath, options);
  const { name, title, source, licence, input, cuts, defaultCut, labels } = backbone.description;
  const graph = await backbone.graph();
  const found = [...describeFinding(backbone.description), ...describeRanges(graph)];
  return {
    ...{ kind: 'backbone', name, title, source, licence, input, cuts, precision: backbone.precision, classes: labels.length },
    ...{ readCuts: defaultCut, layers: backbone.layers, groups: groupLayers(backbone.layers, cuts), states: undefined },
    ...(found.length === 0 ? {} : { found }),
    graph,
    runnable: backbone.network.path,
  };
}

/** What follows from ranges that are found anew in each run. */
function describeRanges({ nodes }: Graph): readonly string[] {
  const dynamic = nodes.some(({ operator }) => operator === 'DynamicQuantizeLinear');
  return dynamic ? ['8-bit with ranges found in each run (DynamicQuantizeLinear): photos run one at a time, not in batches'] : [];
}

const trainedFrom = ({ fineTuned }: Manifest): string => (fineTuned === undefined ? '' : `, trained from ${fineTuned.from} on`);

/** A model's network is its backbone as far as the head reads it, and the head. */
async function findModel(folder: string): Promise<Found> {
  const { manifest, network } = await loadModel(folder);
  const graph = readOnnx(network);
  const layers = publishedLayers(graph);
  const states = stateOfLayers(layers, manifest);
  const { width, height } = parsePreprocessing(manifest.preprocessing, manifestFile);
  const cuts = Object.fromEntries(manifest.cuts.map(({ name, layer }) => [name, layer]));
  const stateOf = new Map(layers.map((layer, at) => [layer, states[at]]));
  const isHead = (layer: Layer): boolean => stateOf.get(layer) === 'trained';
  const answer = withAllBefore(
    layers,
    graph.outputs.slice(0, 1).map((output) => output.name),
  );
  const backbone = layers.filter((layer) => !isHead(layer));
  const head = layers.filter((layer) => isHead(layer) && answer.has(layer.name));
  const novelty = layers.filter((layer) => isHead(layer) && !answer.has(layer.name));
  const ordered = [...backbone, ...head, ...novelty];
  const own = Object.entries({ head, novelty }).map(([name, layers]) => ({ name, layers, cut: undefined }));
  const groups = [...groupLayers(backbone, cuts), ...own];
  const name = folder.split(/[/\\]/).findLast((part) => part !== '') ?? folder;
  return {
    ...{ kind: 'model', name, source: folder, cuts, layers: ordered, groups, graph, runnable: network, input: { width, height } },
    title: `A ${manifest.head.kind} head on ${manifest.backbone.name}${trainedFrom(manifest)}, for ${manifest.classes.length} classes`,
    ...{ licence: manifest.backbone.licence, precision: manifest.backbone.precision, classes: manifest.classes.length },
    readCuts: manifest.cuts.map((cut) => cut.name),
    states: ordered.map((layer) => stateOf.get(layer) ?? 'frozen'),
  };
}

async function timeLayers({ graph, layers, runnable, input: { width, height } }: Found, signal: AbortSignal | undefined) {
  const pixels = tensor('uint8', [1, height, width, 3], new Uint8Array(width * height * 3).fill(127));
  const { kernels, milliseconds, runs } = await profileNetwork(runnable, { pixels }, { signal });
  const shared = shareTime(graph, layers, kernels, milliseconds);
  return { layers: shared.milliseconds, whole: { milliseconds, other: shared.other, runs } };
}

function blocksOf(groups: readonly LayerGroup[], readCuts: readonly string[]): InspectedBlock[] {
  let from = 0;
  return groups
    .filter(({ layers }) => layers.length > 0)
    .map(({ name, layers, cut }) => {
      const to = from + layers.length;
      const block = { name, from, to, ...(cut === undefined ? {} : { cut }), read: cut !== undefined && readCuts.includes(cut) };
      from = to;
      return block;
    });
}
