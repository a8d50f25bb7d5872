import type { BackboneDescription } from './backbone-description.ts';

/** What a network's file tells of itself beside the graph, where Graft wrote it: how it is cut, and what it names. */
export type BackboneMetadata = Pick<BackboneDescription, 'title' | 'licence' | 'cuts' | 'defaultCut' | 'labels' | 'background'> & {
  /** In words: what was done to the network that it was made from. */
  readonly origin: string;
};

/** The key of a file's metadata under which it stands. */
const key = 'graft.backbone';

/** More text is no description; labels are a line each, ImageNet-21k's are 0.6 MB. */
const mostCharacters = 4 * 2 ** 20;

/** A description as metadata of a graph. */
export function writeBackboneMetadata(metadata: BackboneMetadata): Readonly<Record<string, string>> {
  return { [key]: JSON.stringify(metadata) };
}

/**
 * The description in a graph's metadata; undefined where there is none that makes sense. Files are strangers': what is read
 * is checked, and nothing of it is trusted to exist in the graph.
 */
export function readBackboneMetadata(metadata: Readonly<Record<string, string>>): BackboneMetadata | undefined {
  const text = metadata[key];
  if (text === undefined || text.length > mostCharacters) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  const { title, licence, cuts, defaultCut, labels, background, origin } = value;
  if (typeof title !== 'string' || typeof licence !== 'string' || typeof origin !== 'string') return undefined;
  if (typeof background !== 'number' || !Number.isInteger(background) || background < 0) return undefined;
  if (!isStrings(defaultCut) || !isStrings(labels) || !isRecord(cuts)) return undefined;
  const named = Object.entries(cuts).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return { title, licence, cuts: Object.fromEntries(named), defaultCut, labels, background, origin };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
