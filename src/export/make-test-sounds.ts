import { seededRandom } from '../tensor/random.ts';

/**
 * Makes windows of sound on which two networks can be compared where there are no recordings: tones that rise and fall, with overtones, pulses
 * and noise, loud and soft. Same length and rate, same sounds.
 *
 * @param samples Of a window.
 * @param sampleRate In hertz.
 * @returns One channel, -1 to 1, one array a sound.
 */
export function makeTestSounds(
  count: number,
  { samples, sampleRate }: { readonly samples: number; readonly sampleRate: number },
): readonly Float32Array[] {
  const random = seededRandom(20_181_125);
  return Array.from({ length: count }, (_, index) => {
    const sound = new Float32Array(samples);
    const loudness = 0.9 * 10 ** -random.next();
    const [from, to] = [toneBelow(sampleRate / 4), toneBelow(sampleRate / 4)];
    const [overtones, pulse, noise] = [1 + random.below(6), random.below(2) * (1 + 8 * random.next()), index % 3 === 0 ? 0.3 : 0.01];
    let phase = 0;
    for (let at = 0; at < samples; at++) {
      const part = at / samples;
      phase += (2 * Math.PI * from * (to / from) ** part) / sampleRate;
      let tone = 0;
      for (let overtone = 1; overtone <= overtones; overtone++) tone += Math.sin(overtone * phase) / overtone / 2;
      const swell = pulse === 0 ? 1 : Math.max(0, Math.sin(2 * Math.PI * pulse * part));
      sound[at] = Math.max(-1, Math.min(1, loudness * (swell * tone + noise * random.normal())));
    }
    return sound;
  });

  function toneBelow(highest: number): number {
    return 60 * (highest / 60) ** random.next();
  }
}
