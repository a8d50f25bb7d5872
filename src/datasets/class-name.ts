import { GraftError } from '../errors.ts';

/**
 * The class name that a folder's name, or a cell of a table, stands for: the name itself in Unicode's NFC, as macOS and Linux write the same
 * letters (é) in different ways.
 *
 * @param folder Where it stands, for the message.
 * @throws `DATASET_INVALID` when it has a control character, such as a line break: lists of labels have one a line.
 */
export function className(name: string, folder: string): string {
  const normal = name.normalize('NFC');
  if (!/\p{Cc}/u.test(normal)) return normal;
  throw new GraftError(
    'DATASET_INVALID',
    `${JSON.stringify(folder)} has a control character, such as a line break, in what is to be a label.`,
    { file: folder, hint: 'Rename it.' },
  );
}

/**
 * Refuses classes that differ in nothing but case, in how Unicode writes them, or in spaces around them: they are meant
 * as one far more often than not, and as two they would halve a class in silence.
 *
 * @param folders Each class's folders.
 * @throws `DATASET_INVALID`
 */
export function expectDistinct(folders: ReadonlyMap<string, readonly string[]>): void {
  const seen = new Map<string, string>();
  for (const name of folders.keys()) {
    const key = name.trim().toLowerCase();
    const other = seen.get(key);
    if (other !== undefined) throw notDistinct(folders.get(other)?.[0] ?? other, folders.get(name)?.[0] ?? name);
    seen.set(key, name);
  }
}

/** The error for two folders that seem to be meant as one class. */
export function notDistinct(one: string, other: string): GraftError {
  return new GraftError('DATASET_INVALID', `The folders ${JSON.stringify(one)} and ${JSON.stringify(other)} are nearly the same name.`, {
    file: other,
    hint: 'Put their photos into one folder, or give the classes names that differ in more than case, spaces or accents’ encoding.',
  });
}

/**
 * {@link expectDistinct} for labels that stand in a table, or come from a program.
 *
 * @param where Says where a label first stands.
 * @throws `DATASET_INVALID`
 */
export function expectDistinctNames(labels: ReadonlyMap<string, unknown>, source: string, where: (label: string) => string): void {
  const seen = new Map<string, string>();
  for (const name of labels.keys()) {
    const key = name.trim().toLowerCase();
    const other = seen.get(key);
    if (other !== undefined) {
      const both = `${JSON.stringify(other)} (${where(other)}) and ${JSON.stringify(name)} (${where(name)})`;
      throw new GraftError('DATASET_INVALID', `${source}: the labels ${both} are nearly the same.`, {
        file: source,
        hint: 'Spell them the same, or give the classes names that differ in more than case and spaces.',
      });
    }
    seen.set(key, name);
  }
}
