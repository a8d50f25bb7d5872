/**
 * A list that changes while somebody works through it: what is in it stays in its order, what is new comes at the end, what is gone goes, but
 * for the one that is being looked at.
 */
export function steadyOrder(before: readonly string[], now: readonly string[], held: string | undefined): readonly string[] {
  const wanted = new Set(now);
  const left = before.filter((id) => wanted.has(id) || id === held);
  const known = new Set(left);
  return [...left, ...now.filter((id) => !known.has(id))];
}
