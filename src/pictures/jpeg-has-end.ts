/**
 * Whether a JPEG's last scan is followed by the end marker (EOI).
 *
 * Read from the end: thumbnails in the header have end markers of their own, cameras append bytes after the last one,
 * and coded data never hold a marker's two bytes (ITU-T T.81, B.1.1.5).
 */
export function jpegHasEnd(bytes: Uint8Array): boolean {
  for (let at = bytes.length - 2; at >= 2; at--) {
    if (bytes[at] !== 0xff) continue;
    if (bytes[at + 1] === EOI) return true;
    if (bytes[at + 1] === SOS) return false;
  }
  return false;
}

const EOI = 0xd9;
const SOS = 0xda;
