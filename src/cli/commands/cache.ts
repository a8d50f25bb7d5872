import { Argument, type Command } from 'commander';
import { cacheContents, clearCacheVerb, pruneCacheVerb, showCacheVerb } from '../cache.ts';
import { ageInDays, sizeInBytes } from '../usage-values.ts';
import { refuseUnknown } from './refuse-unknown.ts';
import { json } from './shared-options.ts';

/** `graft cache`. */
export function addCache(program: Command): void {
  const cache = program
    .command('cache')
    .summary('show, prune or clear what is kept')
    .description('What is kept so that nothing is fetched or computed twice.');
  cache
    .command('show', { isDefault: true })
    .description('show what is kept, and where')
    .allowExcessArguments()
    .addOption(json())
    .action((options, command: Command) => refuseUnknown(command) ?? showCacheVerb(options));
  cache
    .command('prune')
    .description('remove features, activations, and photos that were unpacked or fetched, the least recently used first')
    .option('--to <size>', 'each of the three down to a size, such as 2GB', sizeInBytes)
    .option('--older-than <age>', 'those not used for so long, such as 30d', ageInDays)
    .addOption(json())
    .action(pruneCacheVerb);
  cache
    .command('clear')
    .description('remove all that is kept, or parts of it; it can be fetched or computed again')
    .addArgument(new Argument('[parts...]', 'which').choices(Object.keys(cacheContents)))
    .addOption(json())
    .action(clearCacheVerb);
}
