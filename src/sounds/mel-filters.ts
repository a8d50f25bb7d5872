import { type Matrix, matrix } from '../tensor/matrix.ts';
import type { SoundSettings } from './sound-settings.ts';

/** A tone on HTK's mel scale: S. Young et al., The HTK Book, section 5.4. @param hertz 0 or more */
const melOfHertz = (hertz: number): number => 2595 * Math.log10(1 + hertz / 700);

/** The tone at a place on HTK's mel scale, in hertz. */
const hertzOfMel = (mel: number): number => 700 * (10 ** (mel / 2595) - 1);

/**
 * Triangular filters at equal steps of the mel scale, as `torchaudio.functional.melscale_fbanks(mel_scale="htk", norm=None)` has them.
 *
 * A band so narrow that no bin of the transform lies in it, which the lowest of many bands are, takes the two bins around its centre instead of
 * staying black: that alone differs from torchaudio, which warns of such bands.
 *
 * @returns melBands x (fftSize / 2 + 1): what each bin's power counts in each band.
 */
export function melFilters({ sampleRate, fftSize, melBands, minHz, maxHz }: SoundSettings): Matrix {
  const bins = fftSize / 2 + 1;
  const binHz = sampleRate / fftSize;
  const [from, to] = [melOfHertz(minHz), melOfHertz(maxHz)];
  const edge = (at: number): number => hertzOfMel(from + ((to - from) * at) / (melBands + 1));
  const filters = matrix(melBands, bins);
  for (let band = 0; band < melBands; band++) {
    const [low, centre, high] = [edge(band), edge(band + 1), edge(band + 2)];
    const row = filters.data.subarray(band * bins, (band + 1) * bins);
    let total = 0;
    for (let bin = 0; bin < bins; bin++) {
      const hertz = bin * binHz;
      const weight = Math.max(0, Math.min((hertz - low) / (centre - low), (high - hertz) / (high - centre)));
      row[bin] = weight;
      total += weight;
    }
    if (total > 0) continue;
    const below = Math.min(bins - 2, Math.floor(centre / binHz));
    row[below + 1] = centre / binHz - below;
    row[below] = 1 - (row[below + 1] ?? 0);
  }
  return filters;
}
