import type { SoundFacts } from '../sounds/sound-facts.ts';
import { fingerprintFrames } from '../sounds/sound-fingerprint.ts';
import { type Look, thumbnailSide } from './look.ts';

/** Bytes of a packed look: the thumbnail, eleven numbers, the format, the camera. Small enough that the store keeps two on a page. */
export const packedLookBytes = 1200;

/** Bytes of the packed look of a recording: that of its spectrogram, then nine numbers, the length of the fingerprint, the fingerprint. */
export const packedSoundLookBytes = packedLookBytes + 4 * 9 + 4 + 2 * fingerprintFrames;

/** The part of the name under which looks are kept: another number for another way to measure or pack them. */
export const lookVersion = 1;

/** The same of recordings. */
export const soundLookVersion = 1;

const numbersAt = thumbnailSide ** 2;
const formatAt = numbersAt + 4 * 12;
const formatBytes = 16;
const cameraAt = formatAt + formatBytes;
const cameraBytes = packedLookBytes - cameraAt;
const framesAt = packedLookBytes + 4 * 9;

/** Packs a look, little-endian, into {@link packedLookBytes} bytes, or {@link packedSoundLookBytes}; a longer name of a camera is cut off. */
export function packLook(look: Look): Uint8Array {
  const packed = new Uint8Array(look.sound === undefined ? packedLookBytes : packedSoundLookBytes);
  packed.set(look.thumbnail);
  const view = new DataView(packed.buffer);
  const { brightness, contrast, darkest, brightest, sharpness, border, width, height, bytes, orientation } = look;
  const numbers = [brightness, contrast, darkest, brightest, sharpness, ...border];
  for (const [i, number] of numbers.entries()) view.setFloat32(numbersAt + 4 * i, number, true);
  for (const [i, whole] of [width, height, bytes, orientation].entries()) view.setUint32(numbersAt + 4 * (8 + i), whole, true);
  writeText(packed.subarray(formatAt, cameraAt), look.format);
  writeText(packed.subarray(cameraAt, packedLookBytes), look.camera);
  if (look.sound !== undefined) packSound(view, look.sound);
  return packed;
}

function packSound(view: DataView, { fingerprint, ...sound }: SoundFacts): void {
  const numbers = [sound.sampleRate, sound.channels, sound.seconds, sound.clipped, sound.decibels, sound.imbalance, sound.correlation];
  for (const [i, number] of [...numbers, sound.heardAt, sound.windowSeconds].entries())
    view.setFloat32(packedLookBytes + 4 * i, number, true);
  const frames = fingerprint.subarray(0, fingerprintFrames);
  view.setUint32(framesAt, frames.length, true);
  for (const [i, word] of frames.entries()) view.setUint16(framesAt + 4 + 2 * i, word, true);
}

function unpackSound(view: DataView): SoundFacts {
  const real = (i: number): number => view.getFloat32(packedLookBytes + 4 * i, true);
  const frames = Math.min(fingerprintFrames, view.getUint32(framesAt, true));
  return {
    ...{ sampleRate: real(0), channels: real(1), seconds: real(2), clipped: real(3), decibels: real(4), imbalance: real(5) },
    ...{ correlation: real(6), heardAt: real(7), windowSeconds: real(8) },
    fingerprint: Uint16Array.from({ length: frames }, (_, i) => view.getUint16(framesAt + 4 + 2 * i, true)),
  };
}

/** Unpacks what {@link packLook} packed; undefined for anything of another length. The bytes are copied. */
export function unpackLook(packed: Uint8Array): Look | undefined {
  if (packed.length !== packedLookBytes && packed.length !== packedSoundLookBytes) return undefined;
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
  const real = (i: number): number => view.getFloat32(numbersAt + 4 * i, true);
  const whole = (i: number): number => view.getUint32(numbersAt + 4 * (8 + i), true);
  return {
    thumbnail: packed.slice(0, numbersAt),
    ...{ brightness: real(0), contrast: real(1), darkest: real(2), brightest: real(3), sharpness: real(4) },
    border: [real(5), real(6), real(7)],
    ...{ width: whole(0), height: whole(1), bytes: whole(2), orientation: whole(3) },
    format: readText(packed.subarray(formatAt, cameraAt)),
    camera: readText(packed.subarray(cameraAt, cameraAt + cameraBytes)),
    ...(packed.length === packedSoundLookBytes ? { sound: unpackSound(view) } : {}),
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
