/** Three numbers out of a text, however they are parted; undefined where it is none. */
export function readThree(text: string): [number, number, number] | undefined {
  const [red, green, blue, ...more] = text
    .split(/[\s,;，；、[\]]+/)
    .filter((part) => part !== '')
    .map(Number);
  if (red === undefined || green === undefined || blue === undefined || more.length > 0) return undefined;
  return [red, green, blue].every(Number.isFinite) ? [red, green, blue] : undefined;
}
