import { type Look, thumbnailSide } from './look.ts';

/** Bytes of a packed look: the thumbnail, eleven numbers, the format, the camera. Small enough that the store keeps two on a page. */
export const packedLookBytes = 1200;

/** The part of the name under which looks are kept: another number for another way to measure or pack them. */
export const lookVersion = 1;

const numbersAt = thumbnailSide ** 2;
const formatAt = numbersAt + 4 * 12;
const formatBytes = 16;
const cameraAt = formatAt + formatBytes;
const cameraBytes = packedLookBytes - cameraAt;

/** Packs a look into {@link packedLookBytes} bytes, little-endian; a longer name of a camera is cut off. */
export function packLook(look: Look): Uint8Array {
  const packed = new Uint8Array(packedLookBytes);
  packed.set(look.thumbnail);
  const view = new DataView(packed.buffer);
  const { brightness, contrast, darkest, brightest, sharpness, border, width, height, bytes, orientation } = look;
  const numbers = [brightness, contrast, darkest, brightest, sharpness, ...border];
  for (const [i, number] of numbers.entries()) view.setFloat32(numbersAt + 4 * i, number, true);
  for (const [i, whole] of [width, height, bytes, orientation].entries()) view.setUint32(numbersAt + 4 * (8 + i), whole, true);
  writeText(packed.subarray(formatAt, cameraAt), look.format);
  writeText(packed.subarray(cameraAt), look.camera);
  return packed;
}

/** Unpacks what {@link packLook} packed; undefined for anything of another length. The bytes are copied. */
export function unpackLook(packed: Uint8Array): Look | undefined {
  if (packed.length !== packedLookBytes) return undefined;
  const view = new DataView(packed.buffer, packed.byteOffset, packedLookBytes);
  const real = (i: number): number => view.getFloat32(numbersAt + 4 * i, true);
  const whole = (i: number): number => view.getUint32(numbersAt + 4 * (8 + i), true);
  return {
    thumbnail: packed.slice(0, numbersAt),
    ...{ brightness: real(0), contrast: real(1), darkest: real(2), brightest: real(3), sharpness: real(4) },
    border: [real(5), real(6), real(7)],
    ...{ width: whole(0), height: whole(1), bytes: whole(2), orientation: whole(3) },
    format: readText(packed.subarray(formatAt, cameraAt)),
    camera: readText(packed.subarray(cameraAt, cameraAt + cameraBytes)),
  };
}

/** Latin-1, cut off where there is no more room; other characters become a question mark. */
function writeText(target: Uint8Array, text: string): void {
  for (let i = 0; i < Math.min(text.length, target.length); i++) {
    const code = text.charCodeAt(i);
    target[i] = code > 0 && code < 256 ? code : 63;
  }
}

function readText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return String.fromCharCode(...(end < 0 ? bytes : bytes.subarray(0, end)));
}
