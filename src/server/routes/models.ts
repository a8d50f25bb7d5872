import { describeModel } from '../describe-model.ts';
import type { Route, ServerContext } from '../server-context.ts';

/** What the server has. */
export function modelRoutes({ models, limits }: ServerContext): readonly Route[] {
  return [
    { method: 'GET', path: '/v1/models', handle: () => Response.json({ models: models.all.map((model) => describeModel(model, limits)) }) },
    {
      method: 'GET',
      path: '/v1/models/:name',
      handle: ({ req }) => Response.json(describeModel(models.get(req.param('name') ?? ''), limits)),
    },
  ];
}
