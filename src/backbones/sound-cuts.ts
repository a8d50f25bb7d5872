import type { Backbone } from './backbone.ts';

/** Layers of InceptionV3 that see texture. */
const earlyCuts = ['mixed_5d', 'mixed_6b', 'mixed_6d'];

/**
 * What a head for sounds reads of a backbone where nobody says it: of InceptionV3 earlier layers, too, as spectrograms are told apart by their
 * texture, photos by the things in them (docs/decisions/0035); of others their own choice.
 */
export function soundCuts({ cuts, defaultCut }: Pick<Backbone['description'], 'cuts' | 'defaultCut'>): readonly string[] {
  return [...earlyCuts.filter((name) => name in cuts), ...defaultCut];
}
