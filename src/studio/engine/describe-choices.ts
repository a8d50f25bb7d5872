import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { installedBackbones } from '../../backbones/installed.ts';
import { readFailure } from '../../storage/file-failure.ts';
import type { Choices } from '../contract.ts';
import type { StudioContext } from '../studio-context.ts';

type BackboneChoice = Choices['backbones'][number];

/** What can be chosen: the catalogue and the user's own file; how wide each cut is, of the backbone that is loaded. */
export async function describeChoices({ trainer, cacheFolder, ownBackbone }: StudioContext): Promise<Choices> {
  const loaded = trainer.bench?.backbone;
  const installed = await installedBackbones({ cacheFolder });
  const catalogue = installed.map(
    ({ record, state }): BackboneChoice => ({
      name: record.name,
      title: record.title,
      licence: record.licence.spdx,
      bytes: record.bytes,
      fetched: state === 'present',
      top1: record.top1.percent / 100,
      // A cut's width is told by the network itself; of one that is not loaded, it is 0: not known yet.
      cuts: Object.keys(record.cuts).map((name) => ({ name, width: loaded?.name === record.name ? (loaded.cut(name)[0]?.width ?? 0) : 0 })),
      defaultCut: [...record.defaultCut],
    }),
  );
  const { imagesPerSecond } = trainer;
  return {
    backbones: [...catalogue, ...(await ownChoice(trainer, ownBackbone))],
    ...(imagesPerSecond === undefined ? {} : { imagesPerSecond }),
  };
}

/** The file that Studio was started with. */
async function ownChoice({ bench }: StudioContext['trainer'], own: string | undefined): Promise<BackboneChoice[]> {
  if (own === undefined) return [];
  const loaded = bench?.settings.backbone === own ? bench.backbone : undefined;
  const { title = basename(own), licence = 'unknown', cuts = {}, defaultCut = [] } = loaded?.description ?? {};
  const named = Object.keys(cuts).map((name) => ({ name, width: loaded?.cut(name)[0]?.width ?? 0 }));
  const about = await stat(own).catch((cause: unknown) => {
    throw readFailure(cause, own);
  });
  return [{ name: own, title, licence, bytes: about.size, fetched: true, cuts: named, defaultCut: [...defaultCut] }];
}
