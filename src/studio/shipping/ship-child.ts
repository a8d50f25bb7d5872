/**
 * The program that the shipyard starts: trains and exports in a process of its own, so that Studio answers meanwhile.
 *
 * @module
 */
import type { ShippedFile } from '../shipping-contract.ts';
import { serveTask } from '../work/serve-task.ts';
import { type BuildTask, buildModel } from './build-model.ts';
import type { BuiltModel } from './describe-built.ts';
import { type ExportTask, makeTarget } from './make-target.ts';
import type { ShipStep } from './ship-step.ts';
import { type TakeTask, takeTuned } from './take-tuned.ts';

/** What the parent asks, once. */
export type ShipTask = BuildTask | TakeTask | ExportTask;

/** How a task ended, when it ended well. */
export type ShipOutcome =
  | { readonly kind: 'built'; readonly model: BuiltModel }
  | { readonly kind: 'exported'; readonly made: ShippedFile };

serveTask<ShipTask, ShipStep, ShipOutcome>(async function* (task, signal) {
  if (task.kind === 'export') return { kind: 'exported', made: yield* makeTarget(task, signal) };
  return { kind: 'built', model: yield* task.kind === 'build' ? buildModel(task, signal) : takeTuned(task, signal) };
});
