import { Argument, type Command, type Option } from 'commander';
import { cacheContents, clearCacheVerb, pruneCacheVerb, showCacheVerb } from './cache.ts';
import { refuseUnknown } from './refuse-unknown.ts';
import { ageInDays, sizeInBytes } from './usage-values.ts';

/** Declares `graft cache` and its verbs on the command line. */
export function declareCache(program: Command, { json }: { readonly json: () => Option }): void {
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
    .description('remove features, the least recently used first')
    .option('--to <size>', 'down to a size, such as 2GB', sizeInBytes)
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
