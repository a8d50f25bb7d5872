import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GraftError, invalidArgument } from '../errors.ts';
import { makeTemporaryFolder } from '../storage/make-temporary-folder.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Session } from './session.ts';

/** How long each part of a network took, on average over several runs. Plain JSON. */
export interface NetworkProfile {
  /** A whole run, in milliseconds. */
  readonly milliseconds: number;
  /** The runtime's kernels, in the order they ran: names are those of nodes, with more appended where nodes were fused. */
  readonly kernels: readonly { readonly name: string; readonly operator: string; readonly milliseconds: number }[];
  /** Over how many runs. */
  readonly runs: number;
}

/** How to profile. */
export interface ProfileOptions {
  /** Runs that count: the fastest of twice as many, which other work on the machine disturbs least. @default 6 */
  readonly runs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Runs that do not count: memory is laid out and caches are filled in them. */
const warmUps = 2;
/** ONNX Runtime stops writing at a million events; with a few thousand kernels a run, so many runs stay far below. */
const mostRuns = 100;

/**
 * Measures which part of a network takes how long, by ONNX Runtime's own profile, with the settings that it is otherwise run
 * with. The profile is a file in the system's temporary folder; it is removed again.
 *
 * @param model The ONNX file's bytes, or its path.
 * @param inputs What each run is fed.
 * @throws `RUNTIME_FAILED`, `INVALID_ARGUMENT`
 */
export async function profileNetwork(
  model: Uint8Array | string,
  inputs: Readonly<Record<string, Tensor>>,
  { runs = 6, signal }: ProfileOptions = {},
): Promise<NetworkProfile> {
  if (!Number.isInteger(runs) || runs < 1 || runs > mostRuns) throw invalidArgument('runs', `a whole number from 1 to ${mostRuns}`, runs);
  signal?.throwIfAborted();
  const folder = await makeTemporaryFolder('graft-profile');
  try {
    await using session = await Session.open(model, { profileTo: join(folder, 'profile') });
    for (let run = 0; run < warmUps + 2 * runs; run++) {
      await session.run(inputs);
      signal?.throwIfAborted();
    }
    session.endProfiling();
    const [file] = await readdir(folder);
    if (file === undefined) throw new GraftError('RUNTIME_FAILED', 'ONNX Runtime wrote no profile of the network.');
    return averaged(readEvents(await readFile(join(folder, file), 'utf8')), runs);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One event of a trace: a kernel, or a whole run. */
interface TraceEvent {
  readonly kind: 'kernel' | 'run';
  readonly name: string;
  readonly operator: string;
  readonly milliseconds: number;
}

/** The events that count here, from the trace that ONNX Runtime writes (Chrome's trace event format, microseconds). */
function readEvents(text: string): TraceEvent[] {
  const trace: unknown = JSON.parse(text);
  if (!Array.isArray(trace)) throw new GraftError('RUNTIME_FAILED', "ONNX Runtime's profile is not the list of events that it should be.");
  return trace.flatMap((event: unknown): TraceEvent[] => {
    if (!isRecord(event) || typeof event['name'] !== 'string' || typeof event['dur'] !== 'number') return [];
    const { name, dur, cat, args } = event;
    if (cat === 'Session' && name === 'model_run') return [{ kind: 'run', name, operator: '', milliseconds: dur / 1000 }];
    if (cat !== 'Node' || !name.endsWith('_kernel_time')) return [];
    const operator = isRecord(args) && typeof args['op_name'] === 'string' ? args['op_name'] : '';
    return [{ kind: 'kernel', name: name.slice(0, -'_kernel_time'.length), operator, milliseconds: dur / 1000 }];
  });
}

/** A kernel's event is written when it ends, so those of a run stand before the run's own. */
function averaged(events: readonly TraceEvent[], runs: number): NetworkProfile {
  const ends = events.flatMap(({ kind }, at) => (kind === 'run' ? [at] : []));
  const each = ends.map((end, run) => ({
    kernels: events.slice((ends[run - 1] ?? -1) + 1, end),
    milliseconds: events[end]?.milliseconds ?? 0,
  }));
  const counted = each
    .slice(warmUps)
    .toSorted((a, b) => a.milliseconds - b.milliseconds)
    .slice(0, runs);
  const kernels = new Map<string, { name: string; operator: string; milliseconds: number }>();
  for (const { name, operator, milliseconds } of counted.flatMap((run) => run.kernels)) {
    const kernel = kernels.get(name) ?? { name, operator, milliseconds: 0 };
    kernel.milliseconds += milliseconds / counted.length;
    kernels.set(name, kernel);
  }
  const milliseconds = counted.reduce((sum, run) => sum + run.milliseconds, 0) / counted.length;
  return { milliseconds, kernels: [...kernels.values()], runs: counted.length };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
