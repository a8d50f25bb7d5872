import type { Manifest } from '../manifest/manifest.ts';

/** What formats with a place for it are told about a model, in words. */
export interface ClassifierDescription {
  readonly description: string;
  /** The day it was trained. */
  readonly version: string;
  readonly author: string;
  readonly licence: string;
}

/** Describes a model for the formats that carry a description. */
export function describeClassifier({ classes, backbone, head, created, graft, preprocessing }: Manifest): ClassifierDescription {
  const several = head.kind === 'sigmoid';
  return {
    description: `Tells ${classes.length} classes of ${'sound' in preprocessing ? 'sounds' : 'pictures'} apart${several ? '; several may be there at once' : ''}: a ${head.kind} head on ${backbone.name}, trained with Graft.`,
    version: created.slice(0, 10),
    author: `Graft ${graft}`,
    licence: `Weights of ${backbone.name}: ${backbone.licence}. Those of the head belong to whoever trained it.`,
  };
}
