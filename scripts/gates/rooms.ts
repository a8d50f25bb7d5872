/**
 * The layout as data: which room of `src/` may import which, and which package belongs to which room.
 *
 * The checks of the arrows and of purity both read this table; the reasons are in CONTRIBUTING.md.
 */

/** One room: a folder of `src/`, or a single file. */
export interface Room {
  /** Browser-safe: no Node, no DOM, no clock, no randomness of its own. */
  readonly pure: boolean;
  /** The rooms it may import, beside those that are open to it ({@link openTo}). */
  readonly imports: readonly string[];
  /** The rooms of which it may import types alone. */
  readonly importsTypes?: readonly string[];
  /** The npm packages it may import. */
  readonly packages?: readonly string[];
}

/** Every room there may be. A folder of `src/` that is not here fails the check of the layout. */
export const rooms: Readonly<Record<string, Room>> = {
  errors: { pure: true, imports: [] },
  version: { pure: true, imports: [] },
  tensor: { pure: true, imports: [] },
  graph: { pure: true, imports: [] },
  formats: { pure: true, imports: ['graph'], packages: ['flatbuffers', '@bufbuild/protobuf', 'hyparquet-writer'] },
  // What the bytes of an image file tell without decoding it: the kind, whether it is whole, why it cannot be read.
  pictures: { pure: true, imports: [] },
  // Sound into windows, and windows into pictures: the spectrogram is a graph, the same for all platforms.
  sounds: { pure: true, imports: ['graph'] },
  preprocessing: { pure: true, imports: ['pictures', 'sounds'] },
  // Steps down a gradient, and what decides their size: for heads and whole networks alike.
  optimization: { pure: true, imports: [] },
  heads: { pure: true, imports: ['optimization'] },
  // What is measured is what heads said.
  evaluation: { pure: true, imports: [], importsTypes: ['heads'] },
  // Where in a picture a logit comes from; it must know how the picture lies in the network's frame.
  // Which photos to label next, from features and probabilities alone; brings features to a common spread as heads do.
  selection: { pure: true, imports: ['heads'] },
  explanation: { pure: true, imports: ['preprocessing'] },
  // Outliers are told by the heads' standardization, imbalance by their class weights.
  audit: { pure: true, imports: ['heads', 'evaluation'] },
  manifest: { pure: true, imports: ['preprocessing'], importsTypes: ['heads'], packages: ['valibot'] },
  // What is said of a picture, from what a network computed: one for Node and browsers.
  prediction: { pure: true, imports: ['manifest', 'evaluation'] },
  report: { pure: true, imports: ['manifest', 'evaluation', 'audit'] },
  // A network drawn, as SVG and as a page, written as the report is. It is given what is known of the layers as data.
  drawing: { pure: true, imports: ['report'] },
  // The page that an exported folder shows, written as the report is.
  site: { pure: true, imports: ['manifest', 'preprocessing', 'report', 'export'] },
  // Where photos lie among each other: the neighbours, the map.
  projection: { pure: true, imports: ['heads'], packages: ['umap-js'] },
  export: { pure: true, imports: ['graph', 'formats', 'sounds', 'preprocessing', 'manifest', 'heads'] },

  // Plot draws into a document, and the one that stands in for a browser's needs Node; the report is given the drawings.
  plots: { pure: false, imports: ['report'], packages: ['@observablehq/plot', 'linkedom'] },
  tasks: { pure: false, imports: [] },
  storage: { pure: false, imports: [], packages: ['env-paths'] },
  // It builds small networks of its own (to measure the machine, to multiply matrices) and keeps what it measured.
  runtime: { pure: false, imports: ['graph', 'formats', 'storage'], packages: ['onnxruntime-node'] },
  // A sound becomes its pictures by a graph, run as any other.
  media: {
    pure: false,
    imports: ['pictures', 'sounds', 'graph', 'formats', 'preprocessing', 'storage', 'runtime'],
    packages: ['sharp', '@audio/decode-flac', '@audio/decode-mp3', '@audio/decode-opus', '@audio/decode-vorbis', '@audio/decode-wav'],
  },
  // Whatever comes over the network, for backbones, sample photos and lists of addresses alike.
  downloads: { pure: false, imports: ['storage'], packages: ['@huggingface/hub', 'pacote', '@npmcli/config', 'tar', 'ipaddr.js'] },
  // Packed files of strangers, unpacked within limits; it knows nothing of photos.
  archives: { pure: false, imports: ['storage'], packages: ['tar', 'yauzl'] },
  backbones: { pure: false, imports: ['formats', 'graph', 'preprocessing', 'storage', 'runtime', 'downloads'] },
  datasets: {
    pure: false,
    imports: ['pictures', 'sounds', 'media', 'evaluation', 'audit', 'storage', 'downloads', 'archives'],
    packages: ['csv-parse'],
  },
  // Looks (audit) are measured on the pixels that features are computed from.
  features: {
    pure: false,
    imports: ['backbones', 'runtime', 'media', 'storage', 'sounds', 'preprocessing', 'graph', 'formats', 'audit'],
    packages: ['lmdb'],
  },
  checking: {
    pure: false,
    imports: [
      'preprocessing',
      'sounds',
      'media',
      'heads',
      'evaluation',
      'audit',
      'storage',
      'runtime',
      'backbones',
      'datasets',
      'features',
    ],
  },
  // Exports as files: the source network is fetched where a format needs it, and what was made is run before it is written.
  // It is given a model as data, so that the classifier can offer it as a method.
  exporting: {
    pure: false,
    imports: [
      ...['graph', 'formats', 'pictures', 'sounds', 'preprocessing', 'manifest', 'site', 'export'],
      ...['storage', 'runtime', 'media', 'downloads', 'backbones'],
    ],
  },
  // The two at the top bring everything together; training ends in a classifier, never the other way round.
  classifier: {
    pure: false,
    imports: [
      ...['graph', 'formats', 'sounds', 'preprocessing', 'heads', 'evaluation'],
      ...['explanation', 'selection', 'manifest', 'prediction', 'export'],
      ...['storage', 'runtime', 'media', 'backbones', 'datasets', 'features', 'exporting'],
    ],
  },
  // Training past the head: activations at a cut, computed once and kept; a differentiated network, stepped.
  finetuning: {
    pure: false,
    imports: ['graph', 'formats', 'preprocessing', 'optimization', 'heads', 'storage', 'runtime', 'media', 'backbones', 'features'],
  },
  training: {
    pure: false,
    imports: [
      ...['graph', 'optimization', 'finetuning'],
      ...['formats', 'preprocessing', 'heads', 'evaluation', 'manifest', 'export', 'audit'],
      ...['storage', 'stores', 'runtime', 'backbones', 'datasets', 'features', 'sharding', 'classifier', 'checking'],
    ],
  },
  // Ways to train, held against each other on the same photos and the same time: each is the trainings' own parts, on a clock.
  comparing: {
    pure: false,
    imports: [
      ...['graph', 'preprocessing', 'heads', 'evaluation', 'report', 'plots'],
      ...['storage', 'runtime', 'backbones', 'datasets', 'features', 'checking', 'finetuning'],
    ],
  },
  // A model in a browser: pictures decoded by its canvas, the network run by ONNX Runtime Web. It is the package's entry
  // `graft-ml/web`, and may import nothing that knows Node.
  web: {
    pure: false,
    imports: ['manifest', 'pictures', 'sounds', 'prediction', 'preprocessing'],
    packages: ['onnxruntime-web', 'onnxruntime-common', '@audio/decode-wav'],
  },
  // Models over HTTP; what a client sends is decoded, judged and fetched by the same code as everywhere.
  server: {
    pure: false,
    imports: ['manifest', 'pictures', 'sounds', 'prediction', 'preprocessing', 'runtime', 'media', 'downloads', 'features', 'classifier'],
    packages: ['hono', '@hono/node-server', 'valibot', '@valibot/to-json-schema', 'pino', 'prom-client'],
  },
  // Features as tables for other programs; a model, where one is given, says which.
  embedding: {
    pure: false,
    imports: ['formats', 'manifest', 'preprocessing', 'storage', 'backbones', 'datasets', 'features', 'classifier'],
  },
  // Whole files by name, wherever they are kept: folders, buckets, web servers. It knows nothing of what is in them.
  stores: { pure: false, imports: ['storage'], packages: ['aws4fetch', 'htmlparser2'] },
  // Features of more photos than one table holds: planned as shards, computed by the one path from photo to vector, kept in a store.
  sharding: {
    pure: false,
    imports: ['formats', 'preprocessing', 'storage', 'stores', 'media', 'backbones', 'datasets', 'features', 'embedding'],
    importsTypes: ['heads', 'runtime'], // passes over photos, as heads read them; what loads a network
    packages: ['valibot', 'hyparquet'],
  },
  // Shards on a queue that any number of machines take from. A worker's network has a process of its own.
  queueing: {
    pure: false,
    imports: ['storage', 'stores', 'runtime', 'backbones', 'features', 'sharding'],
    packages: ['bullmq', 'ioredis', 'prom-client'],
  },
  // What a network is made of, and what its layers cost: measured where it runs, told as data to be printed or drawn.
  inspection: {
    pure: false,
    imports: ['graph', 'formats', 'manifest', 'preprocessing', 'drawing', 'runtime', 'backbones', 'classifier'],
  },
  // A float backbone in 8 bits: calibrated on photos, and compared with what it was by heads on its features.
  quantizing: {
    pure: false,
    imports: [...['graph', 'formats', 'preprocessing', 'heads', 'evaluation'], ...['storage', 'runtime', 'media', 'backbones', 'datasets']],
  },
  // What a training has to tell, with pictures.
  reporting: {
    pure: false,
    imports: [
      ...['heads', 'evaluation', 'explanation', 'audit', 'report', 'projection', 'plots', 'preprocessing', 'sounds'],
      ...['storage', 'runtime', 'media', 'backbones', 'classifier', 'training'],
    ],
  },
  // Studio's server: a project folder, kept trained, and the calls of its page. It works with all that there is: heat maps come from the
  // backbone's own graph, opened as the classifier opens its network.
  studio: {
    pure: false,
    imports: [
      ...['graph', 'pictures', 'sounds', 'preprocessing', 'heads', 'evaluation', 'explanation'],
      ...['audit', 'report', 'projection', 'export', 'manifest'],
      ...['storage', 'runtime', 'media', 'archives', 'backbones', 'datasets', 'features', 'checking', 'classifier', 'training', 'server'],
      ...['formats', 'downloads', 'exporting', 'reporting'], // what is shipped: models, exports, reports, packed
      ...['inspection', 'drawing'], // the network of the current run, drawn
    ],
    packages: ['hono', 'valibot', 'pino'],
  },
};

/** The rooms that are a single file, `src/<room>.ts`, and open to all others, as `tensor` is. */
const files = ['errors', 'version'];

/** Where a room lies, as a path from the repository's root. */
export function roomPath(name: string): string {
  return files.includes(name) ? `src/${name}.ts` : `src/${name}`;
}

/** The same as a regular expression that fits every file of the room. */
export function roomPattern(name: string): string {
  return files.includes(name) ? `^src/${name}\\.ts$` : `^src/${name}/`;
}

/** The rooms open to a room beside those it lists. */
export function openTo(name: string, room: Room): readonly string[] {
  if (files.includes(name)) return [];
  return [...files, ...(name === 'tensor' ? [] : ['tensor']), ...(room.pure ? [] : ['tasks'])];
}
