/** Emits a value when it is first asked for, and once: what several inputs' gradients read. */
export function once(make: () => string): () => string {
  let made: string | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
