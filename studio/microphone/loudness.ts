/** Mean power in decibels; below 0, that of a full-scale square wave. */
export function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return 10 * Math.log10(sum / Math.max(1, samples.length));
}

/** What is softer is silence: a quiet room through a microphone is about that. In decibels. */
export const silence = -60;
