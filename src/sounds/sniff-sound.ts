/** How many bytes from a file's start {@link sniffSound} wants to see. */
export const sniffedSoundBytes = 64;

/** What a sound's first bytes say it is. The first five are decoded. */
export type SoundKind = 'wav' | 'flac' | 'mp3' | 'vorbis' | 'opus' | 'aac' | 'ogg' | 'aiff';

const decoded = ['wav', 'flac', 'mp3', 'vorbis', 'opus'] as const;

/** A form of sound that Graft decodes. */
export type DecodedSoundKind = (typeof decoded)[number];

/** Whether a form is one that Graft decodes. */
export function isDecoded(kind: string | undefined): kind is DecodedSoundKind {
  return decoded.some((each) => each === kind);
}

/**
 * Tells a sound by its first bytes, whatever its name says.
 *
 * @param head The file's first {@link sniffedSoundBytes} bytes, or all of a shorter one.
 * @returns undefined for anything else
 */
export function sniffSound(head: Uint8Array): SoundKind | undefined {
  const start = String.fromCharCode(...head.subarray(0, sniffedSoundBytes));
  if (start.startsWith('RIFF') && start.slice(8, 12) === 'WAVE') return 'wav';
  if (start.startsWith('FORM') && /^AIF[FC]$/.test(start.slice(8, 12))) return 'aiff';
  if (start.startsWith('fLaC')) return 'flac';
  if (start.startsWith('OggS')) return start.includes('OpusHead') ? 'opus' : start.includes('\x01vorbis') ? 'vorbis' : 'ogg';
  if (start.startsWith('ID3')) return 'mp3';
  if (start.slice(4, 8) === 'ftyp' && /^(M4A|M4B|mp4|isom|iso2)/.test(start.slice(8, 12))) return 'aac';
  const [first = 0, second = 0, third = 0] = head;
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return undefined;
  if ((second & 0xf6) === 0xf0) return 'aac'; // ADTS: layer 0
  // MPEG audio: a known version, layer III or II, a known bit rate and sample rate.
  const valid = (second & 0x18) !== 0x08 && (second & 0x06) !== 0 && (third & 0xf0) !== 0xf0 && (third & 0x0c) !== 0x0c;
  return valid ? 'mp3' : undefined;
}
