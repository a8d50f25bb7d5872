import type { Command } from 'commander';

/** A mistyped verb arrives at the one that is run by default, as its argument. */
export function refuseUnknown({ args: [unknown], parent }: Command): undefined {
  if (unknown === undefined || parent === null) return undefined;
  const known = parent.commands.map((command) => command.name()).join(', ');
  parent.error(`error: unknown command '${unknown}'; there is ${known}`);
}
