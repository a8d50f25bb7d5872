/** A number with its noun, in English: `count(1, 'photo')`, `count(2, 'class', 'classes')`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}
