import { createHash } from 'node:crypto';

/** All that a photo's features depend on beside the photo and the cut. */
export interface FeatureSpaceParts {
  /** SHA-256 of the network as it is run, which is the converted one. */
  readonly network: string;
  /** In which numbers it is run, such as `int8` or `float32`. */
  readonly precision: string;
  /** On what; accelerators round in their own ways. @default 'cpu' */
  readonly device?: string | undefined;
  /** The preprocessing record: plain data, as it goes into JSON. */
  readonly preprocessing: unknown;
}

/**
 * Names the space that features live in: equal parts give the same name, whatever order their fields are written in.
 *
 * @returns 32 hexadecimal digits.
 */
export function featureSpace(parts: FeatureSpaceParts): string {
  const { network, precision, device = 'cpu', preprocessing } = parts;
  const elsewhere = device === 'cpu' ? {} : { device }; // what was kept before there were devices is found as ever
  return createHash('sha256')
    .update(canonical({ network, precision, ...elsewhere, preprocessing }))
    .digest('hex')
    .slice(0, 32);
}

/** JSON with the fields in alphabetical order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
