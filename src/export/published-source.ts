/**
 * Where a backbone came from, as it may be told to strangers: a catalogue's source as it is, of a file of the author's own
 * the name alone.
 */
export function publishedSource(source: string): string {
  const address = /^[a-z]{2,}:/i.test(source); // one letter is a Windows drive
  return address ? source : (source.split(/[\\/]/).at(-1) ?? source);
}
