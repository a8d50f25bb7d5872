import type { Command } from 'commander';
import { demoVerb } from '../demo.ts';
import { json } from './shared-options.ts';

/** `graft demo`. */
export function addDemo(program: Command): void {
  program
    .command('demo')
    .summary('do the main job on real photos, and show what it did')
    .description('Fetches a backbone and sample photos, trains, measures, and leaves a model to play with: ./graft-demo.graft')
    .addOption(json())
    .action(demoVerb);
}
