import { drain } from '../../tasks/drain.ts';
import type { StudioContext } from '../studio-context.ts';
import { runTask } from '../work/run-task.ts';
import type { DrawTask } from './draw-child.ts';
import type { KeptAnswer } from './kept-answer.ts';

/**
 * The network that judges pictures now, drawn as `graft inspect --html` draws it: the model that was trained deeper, with what is frozen and what
 * was trained; else the backbone, of which all is.
 *
 * @throws as `inspectNetwork`; the signal's reason
 */
export async function drawCurrent(
  { trainer, project, cacheFolder }: StudioContext,
  kept: KeptAnswer<string>,
  signal: AbortSignal,
): Promise<string> {
  const { current } = trainer;
  const { backbone, range } = current?.bench.settings ?? project.settings;
  const task: DrawTask = { network: current?.tuned?.model.folder ?? backbone, range, cacheFolder };
  const of = JSON.stringify([task, current?.tuned === undefined ? null : current.id]);
  return await kept.get(of, (ended) => drain(runTask<{ readonly step: string }, string>(program, task, ended)), signal);
}

const program = new URL('./draw-child', import.meta.url);
