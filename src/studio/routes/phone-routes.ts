import type { Route } from '../../server/server-context.ts';
import { answerCall } from '../answer-call.ts';
import { api } from '../api.ts';
import type { StudioContext } from '../studio-context.ts';

/** Opening and closing the door for a phone. */
export function phoneRoutes(context: StudioContext): readonly Route[] {
  const { phone } = context;
  return [
    answerCall(context, api.openPhone, async ({ body }) => {
      await phone.open(body.class);
      return {};
    }),
    answerCall(context, api.closePhone, async () => {
      await phone.close();
      return {};
    }),
  ];
}
