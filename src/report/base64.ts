/** The 64 digits, as character codes. */
const digits = Uint8Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', (digit) => digit.charCodeAt(0));

const padding = '='.charCodeAt(0);

/** So many characters are made into text at once: more arguments than some engines take are an error. */
const charactersAtOnce = 8192;

/** Bytes as base64: RFC 4648, section 4. */
export function base64(bytes: Uint8Array): string {
  const codes = new Uint8Array(4 * Math.ceil(bytes.length / 3)).fill(padding);
  const digit = (value: number): number => digits[value & 63] ?? padding;
  for (let from = 0, to = 0; from < bytes.length; from += 3, to += 4) {
    const left = bytes.length - from;
    const group = ((bytes[from] ?? 0) << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0);
    codes[to] = digit(group >> 18);
    codes[to + 1] = digit(group >> 12);
    if (left > 1) codes[to + 2] = digit(group >> 6);
    if (left > 2) codes[to + 3] = digit(group);
  }
  let text = '';
  for (let at = 0; at < codes.length; at += charactersAtOnce) text += String.fromCharCode(...codes.subarray(at, at + charactersAtOnce));
  return text;
}
