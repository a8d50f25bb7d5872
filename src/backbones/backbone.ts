import { GraftError, invalidArgument } from '../errors.ts';
import type { Precision } from '../formats/tflite/conversion.ts';
import type { Graph } from '../graph/graph.ts';
import type { Layer } from '../graph/layers.ts';
import type { Device } from '../runtime/device.ts';
import type { BackboneDescription } from './backbone-description.ts';
import { type ConvertedNetwork, readNetwork } from './convert-network.ts';

/** A place (or several) where a backbone is cut: its pooled activations there are the bottleneck features. */
export interface Cut {
  /** As the user named it. */
  readonly name: string;
  /** The layer's name. */
  readonly layer: string;
  /** How many numbers it gives for a photo, after pooling. */
  readonly width: number;
}

/**
 * A pretrained network, frozen: what it is, its layers, and where it can be cut.
 *
 * It holds no native memory; running it is `features/` and `classifier/`'s work.
 */
export class Backbone {
  readonly description: BackboneDescription;
  /** In which numbers the network is kept, and runs where nothing else was asked for. */
  readonly precision: Precision;
  /** In which numbers features are computed: an accelerator may be asked for halves. */
  readonly numbers: Precision | 'float16';
  readonly network: ConvertedNetwork;
  /** What it runs on. */
  readonly device: Device;
  #graph: Promise<Graph> | undefined;

  /**
   * @param device What it runs on.
   * @param options.graph Its graph, where that is not the one in the cache.
   * @param options.inHalves Whether features are computed in float16.
   */
  constructor(
    description: BackboneDescription,
    precision: Precision,
    network: ConvertedNetwork,
    device: Device = 'cpu',
    { graph, inHalves = false }: { readonly graph?: Graph | undefined; readonly inHalves?: boolean | undefined } = {},
  ) {
    this.#graph = graph && Promise.resolve(graph);
    this.numbers = inHalves ? 'float16' : precision;
    this.description = description;
    this.precision = precision;
    this.network = network;
    this.device = device;
  }

  /** Its name: the catalogue's, or the file's. */
  get name(): string {
    return this.description.name;
  }

  /** All layers, in the order they run. */
  get layers(): readonly Layer[] {
    return this.network.layers;
  }

  /**
   * One layer, by its place (negative from the end, as in Keras: -1 is the logits, -2 the layer before) or by name.
   *
   * @throws `UNKNOWN_CUT`
   */
  layer(which: number | string): Layer {
    const name = typeof which === 'string' ? (this.description.cuts[which.toLowerCase()] ?? which) : undefined;
    const found = name === undefined ? this.layers.at(which as number) : this.layers.find((layer) => layer.name === name);
    if (found !== undefined) return found;
    const short = Object.keys(this.description.cuts);
    throw new GraftError('UNKNOWN_CUT', `The backbone ${this.name} has no layer ${JSON.stringify(which)}.`, {
      hint: `Cut at ${short.length > 0 ? `one of ${short.join(', ')}, or at ` : ''}any of its ${this.layers.length} layers: graft inspect ${this.name} lists them.`,
    });
  }

  /**
   * Where to cut: one or several layers, by short name, full name, or place.
   *
   * @example backbone.cut('avgpool') // the classic bottleneck: 2048 numbers a photo
   * @example backbone.cut('mixed_6e', 'mixed_7a', 'mixed_7b', 'mixed_7c')
   * @throws `UNKNOWN_CUT`
   */
  cut(...places: readonly (number | string)[]): readonly Cut[] {
    if (places.length === 0) throw invalidArgument('the cut', 'at least one layer', places);
    const cuts = places.map((place): Cut => {
      const layer = this.layer(place);
      if (layer.cuttable === false) {
        throw new GraftError(
          'UNKNOWN_CUT',
          `The backbone ${this.name} cannot be cut at "${layer.name}", which is several activations for each picture.`,
          {
            hint: 'Choose a layer before or after it.',
          },
        );
      }
      return {
        // Short names are ours, in small letters; a layer's own name is written as the network has it.
        name:
          typeof place === 'number' ? layer.name : this.description.cuts[place.toLowerCase()] === undefined ? place : place.toLowerCase(),
        layer: layer.name,
        width: layer.pooledWidth ?? layer.shape[0] ?? 0,
      };
    });
    if (new Set(cuts.map((cut) => cut.layer)).size < cuts.length) throw invalidArgument('the cut', 'different layers', places.join(', '));
    return cuts;
  }

  /** Its graph, read from the cache once. */
  graph(): Promise<Graph> {
    this.#graph ??= readNetwork(this.network);
    return this.#graph;
  }
}
