import { Option } from 'commander';

/** How the photos are to be understood, as the command line gives it. */
export interface DatasetArguments {
  readonly pathColumn?: string | undefined;
  readonly labelColumn?: string | undefined;
  readonly splitColumn?: string | undefined;
  readonly allowPrivateAddresses?: boolean | undefined;
  readonly labelSeparator?: string | undefined;
}

/** The options of every verb that opens labelled photos. */
export function datasetOptions(): Option[] {
  return [
    new Option('--path-column <name>', "a table's column with paths or addresses (default: found by its name)"),
    new Option('--label-column <name>', "a table's column with labels (default: found by its name)"),
    new Option('--split-column <name>', "a table's column that says train, val or test (default: found by its name)"),
    new Option('--label-separator <text>', 'what stands between several labels in a cell (default: |)'),
    new Option('--allow-private-addresses', 'fetch photos from private networks and this machine, too'),
  ];
}
