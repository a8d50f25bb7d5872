import type { ClassEntry } from './photo-entry.ts';

/** The class that a name stands for: one that differs in nothing but case, spaces or how Unicode writes it is meant, and is one to many a disk. */
export function findClass(classes: readonly ClassEntry[], name: string): ClassEntry | undefined {
  const wanted = plain(name);
  return classes.find((one) => plain(one.name) === wanted);
}

const plain = (name: string): string => name.normalize('NFC').trim().replace(/\s+/gu, ' ').toLowerCase();
