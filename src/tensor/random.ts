/** A source of pseudo-random numbers: the only one Graft's pure rooms use, always passed in, never global. */
export interface Random {
  /** Uniform in [0, 1), with 32 random bits. */
  next(): number;
  /** A whole number, uniform in 0 … limit - 1. */
  below(limit: number): number;
  /** Standard normal. */
  normal(): number;
}

/**
 * A seeded generator: the same seed gives the same numbers on every machine.
 *
 * sfc32 ("Small Fast Counter", C. Doty-Humphrey, PractRand 0.93), its state filled from the seed by splitmix32.
 *
 * @param seed Any whole number; its low 32 bits count.
 */
export function seededRandom(seed: number): Random {
  let mix = seed | 0;
  const splitmix = (): number => {
    mix = (mix + 0x9e3779b9) | 0;
    let z = mix ^ (mix >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return z ^ (z >>> 15);
  };
  let [a, b, c, counter] = [splitmix(), splitmix(), splitmix(), 1];
  const bits = (): number => {
    const out = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + out;
    return out >>> 0;
  };
  for (let warmUp = 0; warmUp < 12; warmUp++) bits();
  const next = (): number => bits() / 2 ** 32;
  return {
    next,
    below: (limit) => Math.floor(next() * limit),
    // Box and Muller 1958; 1 - u keeps the logarithm finite.
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}

/** Shuffles in place (Fisher and Yates) and returns the same array. */
export function shuffle<T extends { length: number; [index: number]: unknown }>(items: T, random: Random): T {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [items[i], items[j]] = [items[j], items[i]];
  }
  return items;
}
