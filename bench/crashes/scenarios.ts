import { type CacheState, network } from './world.ts';

/** A command that is killed. */
export interface Scenario {
  readonly name: string;
  readonly args: readonly string[];
  /** What it writes, where the world's folder is the current one. */
  readonly writes: readonly string[];
  readonly cache: CacheState;
  /** It replaces a folder's files one by one: killed in between, each is there, the former or the new one. */
  readonly inPlace?: true;
  /** It adds files to a folder: under the same names whenever it runs, or beside those of an earlier run (`000.jpg`, `000-2.jpg`). */
  readonly adds?: 'same names' | 'free names';
}

const tuning = ['--train-from', 'block', '--epochs', '6'] as const;

/** Everything that writes, over something that stands there and where nothing does. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'features in shards',
    args: ['features', 'photos', '--to', 'store', '--shard-size', '8', ...network],
    writes: ['store'],
    cache: 'cold',
    adds: 'same names',
  },
  {
    name: 'features as a table, replaced',
    args: ['embed', 'photos', ...network, '-o', 'features.parquet', '--force'],
    writes: ['features.parquet'],
    cache: 'cold',
  },
  { name: 'train, cold', args: ['train', 'photos', ...network, '--out', 'new.graft'], writes: ['new.graft'], cache: 'cold' },
  {
    name: 'train, model replaced',
    args: ['train', 'photos', ...network, '--out', 'earlier.graft'],
    writes: ['earlier.graft'],
    cache: 'warm',
  },
  { name: 'train an archive', args: ['train', 'zipped.zip', ...network, '--out', 'zipped.graft'], writes: ['zipped.graft'], cache: 'warm' },
  {
    name: 'fine-tune, cold',
    args: ['train', 'photos', ...network, ...tuning, '--out', 'deep.graft'],
    writes: ['deep.graft'],
    cache: 'cold',
  },
  {
    name: 'fine-tune, model replaced',
    args: ['train', 'photos', ...network, ...tuning, '--out', 'tuned.graft'],
    writes: ['tuned.graft'],
    cache: 'warm',
  },
  {
    name: 'export onnx, replaced',
    args: ['export', 'photos.graft', '--to', 'onnx', '-o', 'shipped.onnx', '--force'],
    writes: ['shipped.onnx'],
    cache: 'warm',
  },
  {
    name: 'export web, replaced',
    args: ['export', 'photos.graft', '--to', 'web', '-o', 'site', '--force'],
    writes: ['site'],
    cache: 'warm',
    inPlace: true,
  },
  {
    name: 'export web',
    args: ['export', 'photos.graft', '--to', 'web', '-o', 'page', '--no-verify', '--force'],
    writes: ['page'],
    cache: 'warm',
  },
  {
    name: 'export tflite',
    args: ['export', 'photos.graft', '--to', 'tflite', '-o', 'new.tflite', '--force'],
    writes: ['new.tflite'],
    cache: 'warm',
  },
  { name: 'prune the cache', args: ['cache', 'prune', '--to', '1MB'], writes: [], cache: 'large' },
  { name: 'split, table replaced', args: ['split', 'photos', '-o', 'parts.csv', '--force'], writes: ['parts.csv'], cache: 'warm' },
  { name: 'dedupe', args: ['dedupe', 'photos', '-o', 'distinct.csv', '--force'], writes: ['distinct.csv'], cache: 'warm' },
  {
    name: 'dedupe near copies',
    args: ['dedupe', 'earlier', '--near', '-o', 'distinct.csv', '--force'],
    writes: ['distinct.csv'],
    cache: 'default network',
  },
  {
    name: 'predict, explained',
    args: [
      'predict',
      'photos.graft',
      ...['000', '001', '002', '003'].map((name) => `photos/ant/${name}.jpg`),
      '--explain',
      '--out',
      'explained',
    ],
    writes: ['explained'],
    cache: 'warm',
    adds: 'free names',
  },
  {
    name: 'pick, table replaced',
    args: ['pick', 'photos.graft', 'earlier', '-o', 'parts.csv', '--force'],
    writes: ['parts.csv'],
    cache: 'warm',
  },
  {
    name: 'inspect, page and picture',
    args: ['inspect', 'photos.graft', '--html', 'network.html', '--svg', 'network.svg', '--no-time', '--force'],
    writes: ['network.html', 'network.svg'],
    cache: 'warm',
  },
];
