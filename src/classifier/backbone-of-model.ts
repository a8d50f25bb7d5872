import { Backbone } from '../backbones/backbone.ts';
import type { BackboneEvent, LoadBackboneOptions } from '../backbones/load-backbone.ts';
import { loadRecordedBackbone } from '../backbones/load-recorded-backbone.ts';
import { readOnnx } from '../formats/onnx/read.ts';
import { layersOf } from '../graph/layers.ts';
import { networkFile } from '../manifest/bundle-files.ts';
import { sha256 } from '../storage/sha256.ts';
import type { Model } from './model.ts';

/**
 * The backbone whose features a model's head reads: the published one, or, where it was trained itself, the model's own network.
 *
 * @throws as `loadRecordedBackbone`
 */
export async function* backboneOfModel(
  { manifest, network }: Pick<Model, 'manifest' | 'network'>,
  options: Pick<LoadBackboneOptions, 'cacheFolder' | 'signal'> = {},
): AsyncGenerator<BackboneEvent, Backbone, void> {
  if (manifest.fineTuned === undefined) return yield* loadRecordedBackbone(manifest.backbone, options);
  const { name, source, sha256: hash, licence, precision } = manifest.backbone;
  const graph = readOnnx(network);
  const [, height = 0, width = 0] = (graph.inputs[0]?.shape ?? []).map(Number);
  const input = { width, height };
  const description = {
    ...{ name, source, sha256: hash, licence, input },
    title: `${name}, trained from ${manifest.fineTuned.from} on`,
    cuts: Object.fromEntries(manifest.cuts.map((cut) => [cut.name, cut.layer])),
    defaultCut: manifest.cuts.map((cut) => cut.name),
    labels: [],
    background: 0,
  };
  // Its features are another network's: they are kept under its own content.
  const id = `trained-${sha256(network).slice(0, 32)}`;
  return new Backbone(description, precision, { path: networkFile, id, input, layers: layersOf(graph) }, 'cpu', { graph });
}
