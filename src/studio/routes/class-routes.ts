import type { Route } from '../../server/server-context.ts';
import { answerCall } from '../answer-call.ts';
import { api } from '../api.ts';
import { describeClass } from '../describe-state.ts';
import { addClass, changeClass, removeClass } from '../operations/change-classes.ts';
import type { StudioContext } from '../studio-context.ts';

/** Making, changing and removing classes. */
export function classRoutes(context: StudioContext): readonly Route[] {
  const { project } = context;
  return [
    answerCall(context, api.addClass, async ({ body: { name, colour } }) => describeClass(await addClass(project, name, colour))),
    answerCall(context, api.changeClass, async ({ body: { class: id, ...change } }) =>
      describeClass(await changeClass(project, id, change)),
    ),
    answerCall(context, api.removeClass, async ({ body }) => {
      await removeClass(project, body.class);
      return {};
    }),
  ];
}
