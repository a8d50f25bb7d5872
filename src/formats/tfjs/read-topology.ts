import { GraftError } from '../../errors.ts';
import { invalid, JsonFields } from './json-fields.ts';

/** Which output of which use of a layer. */
export interface TensorReference {
  readonly layer: string;
  /** The how-manieth use of the layer: more than 0 where it is shared. */
  readonly use: number;
}

/** A layer of a Keras model. */
export interface KerasLayer {
  readonly name: string;
  /** Its class: `Conv2D`, … */
  readonly kind: string;
  readonly config: JsonFields;
  /** For each use of the layer, what it reads. */
  readonly uses: readonly (readonly TensorReference[])[];
  /** The model that it is, where it is one. */
  readonly model: KerasModel | undefined;
}

/** A Keras model: a graph of layers. A Sequential one is a graph, too, in which each layer reads the one before. */
export interface KerasModel {
  readonly name: string;
  readonly layers: readonly KerasLayer[];
  readonly inputs: readonly TensorReference[];
  readonly outputs: readonly TensorReference[];
}

/** More layers than any network that we know has, by a factor of ten. */
const maximumLayers = 20_000;
/** Models in models; people nest two or three. */
const maximumDepth = 16;

const models: ReadonlySet<string> = new Set(['Model', 'Functional', 'Sequential']);

/**
 * Reads a model's topology, `modelTopology` of `model.json`, as Keras 2 and 3 and TensorFlow.js write it.
 *
 * @throws `FORMAT_INVALID`, `FORMAT_LIMIT`
 */
export function readTopology(topology: JsonFields): KerasModel {
  const root = topology.object('model_config') ?? topology;
  let layers = 0;
  const readModel = (fields: JsonFields, depth: number): KerasModel => {
    if (depth > maximumDepth) throw tooMuch(`models within models, more than ${maximumDepth} deep`);
    const kind = fields.text('class_name', '');
    if (!models.has(kind)) throw invalid(`its topology is of the class ${JSON.stringify(kind.slice(0, 80))}, not a model`);
    const listed = fields.any('config');
    const config = new JsonFields(Array.isArray(listed) ? { layers: listed } : listed, `the model "${kind}"`);
    const entries = config.list('layers');
    layers += entries.length;
    if (layers > maximumLayers) throw tooMuch(`more than ${maximumLayers} layers`);
    const read = entries.map((entry, index) => readLayer(new JsonFields(entry, `layer ${index}`), depth));
    const name = config.text('name', 'model');
    if (kind === 'Sequential') return sequential(name, read);
    return { name, layers: read, inputs: references(config.any('input_layers')), outputs: references(config.any('output_layers')) };
  };
  const readLayer = (fields: JsonFields, depth: number): KerasLayer => {
    const kind = fields.text('class_name', '');
    const model = models.has(kind) ? readModel(fields, depth + 1) : undefined;
    const listed = fields.any('config');
    const config = new JsonFields(Array.isArray(listed) ? {} : (listed ?? {}), `a ${kind} layer`);
    const name = fields.text('name', config.text('name', model?.name ?? ''));
    const uses = fields.list('inbound_nodes').map((use) => references(use));
    return { name, kind, config: new JsonFields(Array.isArray(listed) ? {} : (listed ?? {}), `the layer "${name}"`), uses, model };
  };
  return readModel(root, 0);
}

/** Each layer reads the one before; the input is a layer of its own, also where the first layer only tells its shape. */
function sequential(name: string, layers: readonly KerasLayer[]): KerasModel {
  const [first] = layers;
  if (first === undefined) throw invalid(`the model "${name}" has no layers`);
  const input: KerasLayer = { ...first, name: `${name}_input`, kind: 'InputLayer', uses: [[]], model: undefined };
  const all = first.kind === 'InputLayer' ? layers : [input, ...layers];
  const chained = all.map((layer, index): KerasLayer => {
    const before = all[index - 1];
    return { ...layer, uses: [before === undefined ? [] : [{ layer: before.name, use: 0 }]] };
  });
  const [head, last] = [chained[0]?.name ?? '', chained.at(-1)?.name ?? ''];
  return { name, layers: chained, inputs: [{ layer: head, use: 0 }], outputs: [{ layer: last, use: 0 }] };
}

/**
 * The tensors that a piece of JSON names: `[name, use, output, …]` and lists of those (Keras 2), or `keras_history` anywhere within
 * (Keras 3).
 */
function references(value: unknown): readonly TensorReference[] {
  const found: TensorReference[] = [];
  const walk = (part: unknown, depth: number): void => {
    if (typeof part !== 'object' || part === null || depth > maximumDepth) return;
    if (Array.isArray(part)) {
      const [layer, use, output] = part as readonly unknown[]; // each is looked at
      if (typeof layer === 'string' && typeof use === 'number') {
        if (output !== undefined && output !== 0) throw invalid(`the output number ${String(output)} of the layer "${layer}" is read`);
        found.push({ layer, use });
      } else for (const inner of part) walk(inner, depth + 1);
      return;
    }
    for (const [key, inner] of Object.entries(part)) if (key !== 'kwargs') walk(inner, depth + 1);
  };
  walk(value, 0);
  return found;
}

function tooMuch(what: string): GraftError {
  return new GraftError('FORMAT_LIMIT', `The TensorFlow.js model asks for ${what}.`, { hint: 'The file is damaged or made to do harm.' });
}
