import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { EarlyStopping } from '../optimization/early-stopping.ts';
import { remove } from '../storage/remove.ts';
import { writeFileAtomically } from '../storage/write-file-atomically.ts';
import type { ValidationScore } from './measure-examples.ts';
import { copyParameters, type TrainingState } from './training-state.ts';
import type { TunedEpoch } from './tuned-epoch.ts';

/** What stands before the numbers, as JSON. */
interface Header {
  readonly key: string;
  readonly before: ValidationScore | undefined;
  readonly stopping: EarlyStopping;
  readonly epochs: readonly TunedEpoch[];
  readonly hasBest: boolean;
  readonly taken: readonly number[];
  /** Of all numbers. */
  readonly crc: number;
}

/** The header is no longer than this: some hundred bytes an epoch. */
const longestHeader = 2 ** 20;

/**
 * Keeps a training as it is after an epoch: weights, what the optimizers remember, the best weights, the history. The file is
 * there whole or as it was before.
 *
 * @throws `DISK_FULL`, `WRITE_FAILED`
 */
export async function writeCheckpoint(file: string, key: string, state: TrainingState, signal?: AbortSignal): Promise<void> {
  const arrays = arraysOf(state);
  let crc = 0;
  for (const array of arrays) crc = crc32(bytesOf(array), crc);
  const header: Header = {
    key,
    before: state.before,
    stopping: state.stopping,
    epochs: state.epochs,
    hasBest: state.best !== undefined,
    taken: [...state.optimizers.values()].map(({ taken }) => taken),
    crc,
  };
  async function* pieces(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(`${JSON.stringify(header, finiteOnly)}\n`);
    for (const array of arrays) yield bytesOf(array);
  }
  await writeFileAtomically(file, pieces(), { signal });
}

/**
 * Goes on from a checkpoint: fills the state. One of another training, or one that is damaged, is as none.
 *
 * @param state A training at its beginning.
 * @returns Whether there was one.
 */
export async function readCheckpoint(file: string, key: string, state: TrainingState): Promise<boolean> {
  const bytes = await readFile(file).catch(() => undefined);
  const end = bytes?.subarray(0, longestHeader).indexOf(10) ?? -1;
  if (bytes === undefined || end < 0) return false;
  let header: Header;
  try {
    header = JSON.parse(bytes.toString('utf8', 0, end)) as Header; // our own file; its key and sum are compared
  } catch {
    return false;
  }
  const numbers = bytes.subarray(end + 1);
  const best = header.hasBest ? copyParameters(state.parameters) : undefined;
  const arrays = arraysOf({ ...state, best });
  const expected = arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (header.key !== key || numbers.length !== expected || crc32(numbers) !== header.crc) return false;
  let at = 0;
  for (const array of arrays) {
    bytesOf(array).set(numbers.subarray(at, at + array.byteLength));
    at += array.byteLength;
  }
  for (const [i, optimizer] of [...state.optimizers.values()].entries()) optimizer.taken = header.taken[i] ?? 0;
  state.best = best;
  state.stopping = { ...header.stopping, bestLoss: header.stopping.bestLoss ?? Number.POSITIVE_INFINITY };
  state.before = header.before;
  state.epochs.push(...header.epochs);
  return true;
}

/** Forgets a checkpoint: its training has ended. */
export async function removeCheckpoint(file: string): Promise<void> {
  await remove(file);
}

/** All numbers of a training, in one order. */
function arraysOf({ parameters, optimizers, best }: Pick<TrainingState, 'parameters' | 'optimizers' | 'best'>): Float32Array[] {
  return [
    ...[...parameters.values()].map(({ data }) => data),
    ...[...optimizers.values()].flatMap(({ memory }) => memory),
    ...[...(best?.values() ?? [])].map(({ data }) => data),
  ];
}

function bytesOf(array: Float32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** JSON has no infinities; what is none is null there. */
function finiteOnly(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}
