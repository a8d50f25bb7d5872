import type { Command } from 'commander';
import { demoVerb } from '../demo.ts';
import { demoStudioVerb } from '../demo-studio.ts';
import { json } from './shared-options.ts';

interface DemoOptions {
  readonly studio?: boolean | undefined;
  readonly open: boolean;
  readonly json?: boolean | undefined;
}

/** `graft demo`. */
export function addDemo(program: Command): void {
  program
    .command('demo')
    .summary('do the main job on real photos, and show what it did')
    .description('Fetches a backbone and sample photos, trains, measures, and leaves a model to play with: ./graft-demo.graft')
    .option('--studio', 'open Studio on the photos instead, copied to ./graft-demo-photos')
    .option('--no-open', 'with --studio: do not open the browser, only show the address')
    .addOption(json())
    .action((options: DemoOptions) => (options.studio ? demoStudioVerb(options) : demoVerb(options)));
}
