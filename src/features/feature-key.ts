import { createHash } from 'node:crypto';
import { invalidArgument } from '../errors.ts';

/** Length of a key: 16 bytes for the space and cut, 32 for the photo. */
const featureKeyBytes = 48;

/** The keys of one cut in one space: equal first halves, so that they lie together in the store. */
export interface FeatureKeys {
  /**
   * The key of a photo's vector.
   *
   * @param photo SHA-256 of the photo's file, 64 hexadecimal digits.
   * @throws INVALID_ARGUMENT
   */
  keyOf(photo: string): Buffer;
}

/**
 * Makes the keys under which one cut's vectors are kept.
 *
 * @param space What {@link featureSpace} gives.
 * @param cut The cut's name.
 */
export function featureKeys(space: string, cut: string): FeatureKeys {
  // Half a SHA-256 keeps chance collisions below one in 2^64 for any number of spaces that a disk could hold.
  const prefix = createHash('sha256').update(`${space}\0${cut}`).digest().subarray(0, 16);
  return {
    keyOf(photo) {
      if (!/^[0-9a-f]{64}$/.test(photo)) throw invalidArgument('photo', 'a SHA-256 of 64 lower-case hexadecimal digits', photo);
      const key = Buffer.allocUnsafe(featureKeyBytes);
      prefix.copy(key, 0);
      key.write(photo, 16, 'hex');
      return key;
    },
  };
}
