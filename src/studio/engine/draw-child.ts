/**
 * The program that draws a network, in a process of its own: its layers are timed, which takes some seconds of all cores.
 *
 * @module
 */
import type { PixelRangeOption } from '../../backbones/pixel-range-option.ts';
import { networkHtml } from '../../drawing/network-html.ts';
import { inspectNetwork } from '../../inspection/inspect-network.ts';
import { serveTask } from '../work/serve-task.ts';

/** A network to be drawn. */
export interface DrawTask {
  /** A backbone's name or path, or a trained model's folder. */
  readonly network: string;
  readonly range: PixelRangeOption | undefined;
  readonly cacheFolder: string;
}

serveTask(async function* ({ network, ...options }: DrawTask, signal) {
  yield { step: 'drawing' };
  return networkHtml(await inspectNetwork(network, { ...options, signal }));
});
