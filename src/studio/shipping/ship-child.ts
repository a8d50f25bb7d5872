/**
 * The program that `runShipTask` starts: trains and exports in a process of its own, so that Studio answers meanwhile. It ends with
 * its parent.
 *
 * @module
 */
import process from 'node:process';
import type { Problem } from '../contract-values.ts';
import { problemOf } from '../problem-of.ts';
import type { ShippedFile } from '../shipping-contract.ts';
import { type BuildTask, type BuiltModel, buildModel } from './build-model.ts';
import { type ExportTask, makeTarget } from './make-target.ts';
import type { ShipStep } from './ship-step.ts';

/** What the parent asks, once. */
export type ShipTask = BuildTask | ExportTask;

/** What it is told: any number of steps, then how it ended. */
export type ShipAnswer =
  | { readonly kind: 'step'; readonly step: ShipStep }
  | { readonly kind: 'built'; readonly model: BuiltModel }
  | { readonly kind: 'exported'; readonly made: ShippedFile }
  | { readonly kind: 'failed'; readonly problem: Problem };

/** Steps of one kind are told so often at most, in milliseconds. */
const everyMs = 100;

const ended = new AbortController();
let told: { readonly step: string; readonly at: number } | undefined;

function send(answer: ShipAnswer): void {
  if (process.connected) process.send?.(answer);
}

async function work(task: ShipTask): Promise<ShipAnswer> {
  const steps = task.kind === 'build' ? buildModel(task, ended.signal) : makeTarget(task, ended.signal);
  let step = await steps.next();
  for (; !step.done; step = await steps.next()) {
    const now = performance.now();
    if (told?.step === step.value.step && now - told.at < everyMs) continue;
    told = { step: step.value.step, at: now };
    send({ kind: 'step', step: step.value });
  }
  return 'digest' in step.value ? { kind: 'built', model: step.value } : { kind: 'exported', made: step.value };
}

process.on('message', (task: ShipTask) => {
  void work(task)
    .catch((error: unknown): ShipAnswer => {
      const problem = problemOf(error);
      return {
        kind: 'failed',
        problem: problem.code === 'INTERNAL' && error instanceof Error ? { ...problem, message: error.message } : problem,
      };
    })
    .then(send);
});
process.on('disconnect', () => {
  ended.abort(new DOMException('Studio was closed.', 'AbortError'));
  setTimeout(() => process.exit(), graceMs).unref();
});
/** What was begun has so long to put away what it has half written. */
const graceMs = 1000;
// Ctrl-C in a terminal reaches this process, too; the parent decides when it ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
