import { joinBytes } from '../tensor/join-bytes.ts';
import { jpegHasEnd } from './jpeg-has-end.ts';

/**
 * Mends what every viewer forgives in a JPEG file: stray bytes between the segments of its header, wrong spectral bounds
 * in a baseline scan, and a missing end marker. The coded picture itself is copied as it is.
 *
 * A decoder that accepts all warnings would also accept pictures whose coded data are garbage; so the strict decoder
 * keeps its strictness, and gets to see the mended file.
 *
 * Segments and markers: ITU-T T.81 (1992), annex B.
 *
 * @returns The mended file; undefined where there was nothing to mend, or too little of a JPEG to try.
 */
export function mendJpeg(bytes: Uint8Array): Uint8Array | undefined {
  const kept: Uint8Array[] = [bytes.subarray(0, 2)];
  let baseline = false;
  let mended = false;
  let at = 2;
  for (;;) {
    const marker = nextMarker(bytes, at);
    if (marker === undefined) return undefined;
    if (marker !== at) mended = true;
    const length = ((bytes[marker + 2] ?? 0) << 8) | (bytes[marker + 3] ?? 0);
    const end = marker + 2 + length;
    if (length < 2 || end > bytes.length) return undefined;
    const kind = bytes[marker + 1];
    if (kind === SOF0 || kind === SOF1) baseline = true;
    if (kind === SOS) {
      const scan = bytes.slice(marker, end);
      if (baseline && setBaselineBounds(scan)) mended = true;
      kept.push(scan);
      at = end;
      break;
    }
    kept.push(bytes.subarray(marker, end));
    at = end;
  }
  kept.push(bytes.subarray(at));
  if (!jpegHasEnd(bytes)) {
    kept.push(Uint8Array.of(0xff, EOI));
    mended = true;
  }
  return mended ? joinBytes(kept) : undefined;
}

const SOF0 = 0xc0;
const SOF1 = 0xc1;
const EOI = 0xd9;
const SOS = 0xda;

/** Where the next segment's marker stands: markers without a segment (fill bytes, restarts, 0, 1) are passed over. */
function nextMarker(bytes: Uint8Array, from: number): number | undefined {
  for (let at = from; at + 3 < bytes.length; at++) {
    const kind = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff || kind < 0xc0 || kind === 0xff) continue;
    if (kind >= 0xd0 && kind <= EOI) continue;
    return at;
  }
  return undefined;
}

/** A baseline scan covers all coefficients at full precision (T.81, table B.3): 0 to 63, no approximation. */
function setBaselineBounds(scan: Uint8Array): boolean {
  const bounds = scan.subarray(-3);
  const right = [0, 63, 0];
  if (right.every((value, index) => bounds[index] === value)) return false;
  bounds.set(right);
  return true;
}
