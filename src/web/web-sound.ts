import { invalidArgument } from '../errors.ts';
import { type MonoSound, sampleRates } from '../sounds/decode-in-parts.ts';

/**
 * A sound in a browser: an address, an encoded file (`File` and `Blob` are what inputs, drops and `MediaRecorder` give), its bytes, what Web
 * Audio has decoded, or the samples of one channel, -1 to 1, with their rate in hertz.
 */
export type WebSound = string | URL | Blob | ArrayBuffer | Uint8Array | AudioBuffer | MonoSound;

/** What a sound is, once told apart. */
export type WebSoundSource =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array<ArrayBuffer>; readonly name: string | undefined }
  | { readonly kind: 'channels'; readonly channels: readonly Float32Array[]; readonly sampleRate: number };

/**
 * Tells the forms of {@link WebSound} apart.
 *
 * @throws `INVALID_ARGUMENT`
 */
export async function webSoundSource(input: unknown): Promise<WebSoundSource> {
  if (typeof input === 'string') return { kind: 'address', address: input };
  if (input instanceof URL) return { kind: 'address', address: input.href };
  if (input instanceof Blob) {
    const name = typeof File === 'function' && input instanceof File ? input.name : undefined;
    return { kind: 'bytes', bytes: new Uint8Array(await input.arrayBuffer()), name };
  }
  // Copied: the browser takes away what it decodes.
  if (input instanceof ArrayBuffer) return { kind: 'bytes', bytes: new Uint8Array(input.slice()), name: undefined };
  if (input instanceof Uint8Array) return { kind: 'bytes', bytes: new Uint8Array(input), name: undefined };
  if (typeof AudioBuffer === 'function' && input instanceof AudioBuffer) {
    const channels = Array.from({ length: input.numberOfChannels }, (_, channel) => input.getChannelData(channel));
    return { kind: 'channels', channels, sampleRate: input.sampleRate };
  }
  if (typeof input === 'object' && input !== null && 'samples' in input && 'sampleRate' in input) {
    const { samples, sampleRate } = input;
    if (!(samples instanceof Float32Array)) throw invalidArgument('sound.samples', 'a Float32Array', samples);
    if (typeof sampleRate !== 'number' || !(sampleRate >= sampleRates[0] && sampleRate <= sampleRates[1]))
      throw invalidArgument('sound.sampleRate', `from ${sampleRates[0]} to ${sampleRates[1]} hertz`, sampleRate);
    return { kind: 'channels', channels: [samples], sampleRate };
  }
  throw invalidArgument('sound', 'an address, a Blob, bytes, an AudioBuffer, or { samples, sampleRate }: the model takes sounds', input);
}
