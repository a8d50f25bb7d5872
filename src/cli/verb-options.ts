import { Option } from 'commander';

/** Every verb can print JSON. */
export const jsonOption = (): Option => new Option('--json', 'one JSON object on standard output, all else on standard error');

/** The same for verbs that tell of one photo after the other. */
export const jsonLinesOption = (): Option => new Option('--json', 'a JSON line a photo on standard output, all else on standard error');

/** In which numbers the backbone computes. */
export const precisionOption = (): Option =>
  new Option('--precision <auto|int8|float32>', 'in which numbers the backbone computes (default: auto)').choices([
    'auto',
    'int8',
    'float32',
  ]);
