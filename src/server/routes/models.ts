import { describeModel } from '../describe-model.ts';
import type { Route, ServerContext } from '../server-context.ts';

/** What the server has. */
export function modelRoutes({ models }: ServerContext): readonly Route[] {
  return [
    { method: 'GET', path: '/v1/models', handle: () => Response.json({ models: models.all.map(describeModel) }) },
    {
      method: 'GET',
      path: '/v1/models/:name',
      handle: ({ req }) => Response.json(describeModel(models.get(req.param('name') ?? ''))),
    },
  ];
}
