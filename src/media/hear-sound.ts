import { resample } from '../sounds/resample.ts';
import type { SoundSettings } from '../sounds/sound-settings.ts';
import { type DecodedSound, type DecodeSoundOptions, decodeSound } from './decode-sound.ts';

/** Decodes a sound at the rate that a model hears it at. @throws as `decodeSound` */
export async function hearSound(
  bytes: Uint8Array,
  { sampleRate }: Pick<SoundSettings, 'sampleRate'>,
  options: DecodeSoundOptions,
): Promise<DecodedSound> {
  const decoded = await decodeSound(bytes, options);
  return { ...decoded, sampleRate, samples: resample(decoded.samples, Math.round(decoded.sampleRate), sampleRate) };
}
