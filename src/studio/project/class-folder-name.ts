import { className } from '../../datasets/class-name.ts';
import { isIgnored } from '../../datasets/ignored-names.ts';
import { sideFolderNames } from '../../datasets/side-names.ts';
import { GraftError } from '../../errors.ts';
import { isDeviceName } from './device-names.ts';

/** File systems allow 255 bytes; a name of so many is none that is read. */
const longestName = 100;

/**
 * A class's name, as somebody typed it, as the name of its folder: one segment, never a path.
 *
 * @param others The names of the other classes: two that differ in nothing but case are one to many a disk.
 * @throws `INVALID_ARGUMENT` that says what is wrong with it, `ALREADY_EXISTS`
 */
export function classFolderName(typed: string, others: Iterable<string>): string {
  if (/\p{Cc}/u.test(typed)) throw unusable(typed, 'a control character in it');
  const name = className(typed.trim().replace(/\s+/gu, ' '), typed);
  if (name === '') throw unusable(name, 'nothing in it');
  if (name.length > longestName || Buffer.byteLength(name) > 200) throw unusable(name, `more than ${longestName} characters`);
  if (/[/\\:*?"<>|]/.test(name)) throw unusable(name, 'one of / \\ : * ? " < > | in it');
  if (isIgnored(name)) throw unusable(name, 'a dot at its start, or is one that systems keep for themselves');
  if (name.endsWith('.')) throw unusable(name, 'a dot at its end');
  if (isDeviceName(name)) throw unusable(name, 'a meaning of its own on Windows');
  if (sideFolderNames[name.toLowerCase()] !== undefined)
    throw unusable(name, 'a meaning of its own: such a folder holds photos to learn from or to measure with');
  for (const other of others) {
    if (other.normalize('NFC').toLowerCase() !== name.toLowerCase()) continue;
    throw new GraftError('ALREADY_EXISTS', `There is a class named "${other}" already.`, { hint: 'Give it another name.' });
  }
  return name;
}

function unusable(name: string, why: string): GraftError {
  return new GraftError('INVALID_ARGUMENT', `${JSON.stringify(name.slice(0, 60))} cannot be the name of a class: it has ${why}.`, {
    hint: 'A class is a folder; give it a name that any folder can have, such as "ripe tomato".',
  });
}
