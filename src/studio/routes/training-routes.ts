import type { Route } from '../../server/server-context.ts';
import { answerCall } from '../answer-call.ts';
import { api } from '../api.ts';
import { chooseSettings } from '../engine/choose-settings.ts';
import { describeChoices } from '../engine/describe-choices.ts';
import { findNetwork } from '../engine/find-network.ts';
import type { StudioContext } from '../studio-context.ts';

/** Settings, starting and stopping, and what runs came to. */
export function trainingRoutes(context: StudioContext): readonly Route[] {
  const { project, trainer, runs } = context;
  return [
    answerCall(context, api.choices, () => describeChoices(context)),
    answerCall(context, api.findNetwork, ({ body: { network, range }, signal }) =>
      findNetwork(network, range, { cacheFolder: context.cacheFolder, signal }),
    ),
    answerCall(context, api.changeSettings, async ({ body }) => {
      await project.inTurn(() => project.setSettings(chooseSettings(project.settings, body)));
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
