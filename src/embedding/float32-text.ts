/**
 * A short decimal text that reads back as the same 32-bit float: 0.1, where the number's 64-bit form would be
 * 0.10000000149011612. Nine digits always suffice (IEEE 754: ⌈1 + 24·log₁₀2⌉), eight most of the time.
 */
export function float32Text(value: number): string {
  const short = Number(value.toPrecision(8));
  return String(Math.fround(short) === value ? short : Number(value.toPrecision(9)));
}
