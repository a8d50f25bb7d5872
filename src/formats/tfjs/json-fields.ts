import { GraftError } from '../../errors.ts';

/** An object of a JSON file of a stranger, whose fields are asked for by kind. */
export class JsonFields {
  readonly #fields: Readonly<Record<string, unknown>>;
  /** What it is, for messages. */
  readonly what: string;

  constructor(value: unknown, what: string) {
    if (typeof value !== 'object' || value === null) throw invalid(`${what} is no object`);
    this.#fields = value as Readonly<Record<string, unknown>>; // an object or array, whose fields are looked at below
    this.what = what;
  }

  /** A field as it is. */
  any(name: string): unknown {
    return Object.hasOwn(this.#fields, name) ? this.#fields[name] : undefined;
  }

  /** A field that is an object; undefined where it is left out or null. */
  object(name: string): JsonFields | undefined {
    const value = this.any(name);
    return value === undefined || value === null ? undefined : new JsonFields(value, `"${name}" of ${this.what}`);
  }

  text(name: string, otherwise: string): string {
    return this.#of(name, otherwise, 'text', (value) => typeof value === 'string');
  }

  flag(name: string, otherwise: boolean): boolean {
    return this.#of(name, otherwise, 'true or false', (value) => typeof value === 'boolean');
  }

  number(name: string, otherwise: number): number {
    return this.#of(name, otherwise, 'a number', (value) => typeof value === 'number' && Number.isFinite(value));
  }

  /** A list; empty where it is left out. */
  list(name: string): readonly unknown[] {
    return this.#of<readonly unknown[]>(name, [], 'a list', Array.isArray);
  }

  /** A pair of whole numbers from 1, such as a stride; one number stands for both. */
  pair(name: string, otherwise: readonly [number, number]): readonly [number, number] {
    const value = this.any(name) ?? otherwise;
    const [first, second] = Array.isArray(value) ? (value as readonly unknown[]) : [value, value]; // each is looked at below
    if (isCount(first) && isCount(second)) return [first, second];
    throw invalid(`"${name}" of ${this.what} is no pair of whole numbers`);
  }

  #of<T>(name: string, otherwise: T, kind: string, is: (value: unknown) => boolean): T {
    const value = this.any(name);
    if (value === undefined || value === null) return otherwise;
    if (is(value)) return value as T; // `is` has looked
    throw invalid(`"${name}" of ${this.what} is not ${kind}`);
  }
}

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value < 2 ** 20;

/** The error for a TensorFlow.js file that is not what it should be. */
export function invalid(what: string): GraftError {
  return new GraftError('FORMAT_INVALID', `The TensorFlow.js model is damaged: ${what}.`, { hint: 'Fetch or export it again.' });
}
