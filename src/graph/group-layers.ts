import type { Layer } from './layers.ts';

/** Layers that belong together: a block of a network. */
export interface LayerGroup {
  readonly name: string;
  readonly layers: readonly Layer[];
  /** The short name by which the network can be cut at the group's end. */
  readonly cut: string | undefined;
}

/** A group with more than this part of all layers says nothing: the names are read one part deeper. */
const tooLarge = 0.5;
/** So deep names are read. */
const deepest = 4;
/** Below so many layers everything may be one block. */
const fewLayers = 12;

/**
 * Gathers a network's layers into its blocks: a new one begins where the scope in the layers' names changes, and after
 * each place to cut. Neighbours of a single layer each, such as a network's stem, become one. Where names tell no scopes, a
 * block is what is computed at one size of picture.
 *
 * @param cuts Short names of layers.
 */
export function groupLayers(layers: readonly Layer[], cuts: Readonly<Record<string, string>>): LayerGroup[] {
  const largest = (groups: readonly LayerGroup[]): number => Math.max(0, ...groups.map((group) => group.layers.length));
  const small = (groups: readonly LayerGroup[]): boolean => largest(groups) <= Math.max(fewLayers, tooLarge * layers.length);
  let shallow: LayerGroup[] | undefined;
  for (let depth = 1; depth <= deepest; depth++) {
    const groups = mergeSingles(groupBy(layers, cuts, (layer) => scopeOf(layer.name, depth)));
    if (small(groups)) return groups;
    shallow ??= groups;
  }
  const bySize = groupBy(layers, cuts, sizeOf);
  return small(bySize) || shallow === undefined ? bySize : shallow;
}

function groupBy(layers: readonly Layer[], cuts: Readonly<Record<string, string>>, keyOf: (layer: Layer) => string): LayerGroup[] {
  const cutAt = new Map(
    Object.entries(cuts)
      .toReversed()
      .map(([cut, layer]) => [layer, cut]),
  ); // of two names, the first
  const groups: { name: string; layers: Layer[]; cut: string | undefined }[] = [];
  let open: string | undefined;
  for (const layer of layers) {
    const key = keyOf(layer);
    if (key !== open) groups.push({ name: key, layers: [], cut: undefined });
    const group = groups.at(-1);
    group?.layers.push(layer);
    const cut = cutAt.get(layer.name);
    if (group !== undefined && cut !== undefined) group.cut = cut;
    open = cut === undefined ? key : undefined;
  }
  return groups;
}

function mergeSingles(groups: readonly LayerGroup[]): LayerGroup[] {
  const merged: LayerGroup[] = [];
  let singles = false; // whether the last of them is made of single layers alone
  for (const group of groups) {
    const before = merged.at(-1);
    const single = group.layers.length === 1;
    if (single && singles && before !== undefined && before.cut === undefined && group.cut === undefined) {
      const [first = before.name] = before.name.split(' … ');
      merged[merged.length - 1] = { name: `${first} … ${group.name}`, layers: [...before.layers, ...group.layers], cut: undefined };
    } else merged.push(group);
    singles = single;
  }
  return merged;
}

/** The part of a layer's name that says its block: `InceptionV3/InceptionV3/Mixed_5b/Branch_0/…` is of `Mixed_5b`. */
function scopeOf(name: string, depth: number): string {
  const [first = name] = name.split(';'); // of a name fused from several
  const parts = first.split('/');
  const below = parts.filter((part) => part !== parts[0]);
  return below.slice(0, Math.max(1, Math.min(depth, below.length - 1))).join('/') || first;
}

/** The height and width of what a layer computes. */
function sizeOf({ shape: [, height, width] }: Layer): string {
  return height === undefined || width === undefined ? 'vectors' : `${height} x ${width}`;
}
