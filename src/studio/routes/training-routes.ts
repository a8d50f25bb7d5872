import { findBackbone } from '../../backbones/find-backbone.ts';
import { installedBackbones } from '../../backbones/installed.ts';
import type { Route } from '../../server/server-context.ts';
import { answerCall } from '../answer-call.ts';
import { api } from '../api.ts';
import type { Choices } from '../contract.ts';
import type { StudioContext } from '../studio-context.ts';

/** Settings, starting and stopping, and what runs came to. */
export function trainingRoutes(context: StudioContext): readonly Route[] {
  const { project, trainer, runs } = context;
  return [
    answerCall(context, api.choices, () => describeChoices(context)),
    answerCall(context, api.changeSettings, async ({ body }) => {
      if (body.backbone !== undefined) findBackbone(body.backbone); // one of the catalogue, never a file's path
      await project.inTurn(() => project.setSettings({ ...project.settings, ...body }));
      return {};
    }),
    answerCall(context, api.train, () => {
      trainer.start();
      return {};
    }),
    answerCall(context, api.stop, () => {
      trainer.stop();
      return {};
    }),
    answerCall(context, api.run, ({ query }) => runs.get(query.run)),
    answerCall(context, api.compareRuns, ({ query }) => runs.compare(query.first, query.second)),
  ];
}

/** What can be chosen: the catalogue, and what is known of each backbone's cuts once it is loaded. */
async function describeChoices({ trainer, cacheFolder }: StudioContext): Promise<Choices> {
  const loaded = trainer.bench?.backbone;
  const installed = await installedBackbones({ cacheFolder });
  return {
    backbones: installed.map(({ record, state }) => ({
      name: record.name,
      title: record.title,
      licence: record.licence.spdx,
      bytes: record.bytes,
      fetched: state === 'present',
      top1: record.top1.percent,
      // A cut's width is told by the network itself; of one that is not loaded, it is 0: not known yet.
      cuts: Object.keys(record.cuts).map((name) => ({ name, width: loaded?.name === record.name ? (loaded.cut(name)[0]?.width ?? 0) : 0 })),
      defaultCut: [...record.defaultCut],
    })),
    ...(trainer.imagesPerSecond === undefined ? {} : { imagesPerSecond: trainer.imagesPerSecond }),
  };
}
