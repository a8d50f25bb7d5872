import type { Route } from '../../server/server-context.ts';
import { answerCall } from '../answer-call.ts';
import { api } from '../api.ts';
import { restoreBatch } from '../operations/restore-batch.ts';
import type { StudioContext } from '../studio-context.ts';

/** What lies in the trash, and taking it out again. */
export function trashRoutes(context: StudioContext): readonly Route[] {
  const { project } = context;
  return [
    answerCall(context, api.trash, async () => ({ batches: await project.trash.list() })),
    answerCall(context, api.restore, async ({ body: { batch } }) => {
      await restoreBatch(project, batch);
      return {};
    }),
  ];
}
