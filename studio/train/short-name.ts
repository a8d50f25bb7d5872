/** A network of the user's own goes by its path; of that, the last part. */
export function shortName(name: string): string {
  return name.startsWith('hf:') ? name : (name.split(/[/\\]/).at(-1) ?? name);
}
