import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether two secrets are one. Compared by hashes in constant time, so that neither its length nor its first characters can be found out. */
export function sameSecret(a: string, b: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}
