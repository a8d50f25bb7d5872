import type { Backbone, Cut } from '../backbones/backbone.ts';
import { MANIFEST_SCHEMA, type Manifest } from '../manifest/manifest.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { version } from '../version.ts';

/** What every training knows when it ends, whatever its head. */
export interface Making {
  readonly classes: readonly string[];
  readonly backbone: Backbone;
  readonly cuts: readonly Cut[];
  readonly preprocessing: Preprocessing;
  readonly split: Manifest['split'];
}

/** The beginning of a model's manifest: what it was made of, by which version, when. */
export function describeMaking({
  classes,
  backbone,
  cuts,
  preprocessing,
}: Making): Pick<Manifest, 'schema' | 'graft' | 'created' | 'classes' | 'backbone' | 'cuts' | 'preprocessing'> {
  const { name, source, sha256, licence, givenRange } = backbone.description;
  return {
    schema: MANIFEST_SCHEMA,
    graft: version,
    created: new Date().toISOString(),
    classes: [...classes],
    backbone: {
      ...{ name, source, sha256, licence, precision: backbone.precision, network: backbone.network.id },
      ...(givenRange === undefined ? {} : { range: { ...givenRange, offset: [...givenRange.offset], divisor: [...givenRange.divisor] } }),
    },
    cuts: cuts.map((cut) => ({ ...cut })),
    preprocessing: { ...preprocessing },
  };
}
