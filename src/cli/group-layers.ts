import type { Layer } from 'graft-ml';

/** Layers that belong together: a block of a network. */
export interface LayerGroup {
  readonly name: string;
  readonly layers: readonly Layer[];
  /** The short name by which the network can be cut at the group's end. */
  readonly cut: string | undefined;
}

/**
 * Gathers a network's layers into its blocks: a new one begins where the scope in the layers' names changes, and after
 * each place to cut. Neighbours of a single layer each, such as a network's stem, become one.
 *
 * @param cuts Short names of layers.
 */
export function groupLayers(layers: readonly Layer[], cuts: Readonly<Record<string, string>>): LayerGroup[] {
  const cutAt = new Map(
    Object.entries(cuts)
      .toReversed()
      .map(([cut, layer]) => [layer, cut]),
  ); // of two names, the first
  const groups: { name: string; layers: Layer[]; cut: string | undefined }[] = [];
  let open: string | undefined;
  for (const layer of layers) {
    const scope = scopeOf(layer.name);
    if (scope !== open) groups.push({ name: scope, layers: [], cut: undefined });
    const group = groups.at(-1);
    group?.layers.push(layer);
    const cut = cutAt.get(layer.name);
    if (group !== undefined && cut !== undefined) group.cut = cut;
    open = cut === undefined ? scope : undefined;
  }
  return mergeSingles(groups);
}

function mergeSingles(groups: readonly LayerGroup[]): LayerGroup[] {
  const merged: LayerGroup[] = [];
  for (const group of groups) {
    const before = merged.at(-1);
    const single = group.layers.length === 1 && group.cut === undefined;
    const joins =
      single && before !== undefined && before.cut === undefined && before.layers.every((layer) => scopeOf(layer.name) !== group.name);
    const singles = before !== undefined && new Set(before.layers.map((layer) => scopeOf(layer.name))).size === before.layers.length;
    if (joins && singles) {
      const [first = before.name] = before.name.split(' … ');
      merged[merged.length - 1] = { name: `${first} … ${group.name}`, layers: [...before.layers, ...group.layers], cut: undefined };
    } else merged.push(group);
  }
  return merged;
}

/** The part of a layer's name that says its block: `InceptionV3/InceptionV3/Mixed_5b/Branch_0/…` is of `Mixed_5b`. */
function scopeOf(name: string): string {
  const parts = name.split(/[/;]/);
  const top = parts[0];
  return parts.find((part) => part !== top) ?? name;
}

/** A layer's name without what all names begin with, and of a name fused from several, the first. */
export function shortLayerName(name: string): string {
  const [first = name] = name.split(';');
  const parts = first.split('/');
  const rest = parts.filter((part) => part !== parts[0]);
  return rest.length === 0 ? first : rest.join('/');
}
