import { GraftError } from '../errors.ts';

/** What ends a line, or for some readers the file. */
const unwritable = ['\n', '\r', '\u0000'];

/**
 * Labels as a text file, one a line, in the order of the model's outputs.
 *
 * @throws `MODEL_INCAPABLE` for a label that does not fit on a line of its own
 */
export function labelFile(classes: readonly string[]): string {
  const unfit = classes.find((label) => label === '' || unwritable.some((character) => label.includes(character)));
  if (unfit === undefined) return `${classes.join('\n')}\n`;
  throw new GraftError('MODEL_INCAPABLE', `A label file holds one label a line, so it cannot hold the class ${JSON.stringify(unfit)}.`, {
    hint: 'Give the class a name of one line, and train again; the features are kept, so that takes seconds.',
  });
}
