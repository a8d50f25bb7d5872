import { nameClasses } from '../../prediction/name-classes.ts';
import { classifySent } from '../classify-sent.ts';
import { type PredictResponse, predictQuery } from '../contract.ts';
import { describeError } from '../describe-error.ts';
import { parseInput } from '../parse-input.ts';
import { readBody } from '../read-body.ts';
import { readPictures } from '../read-pictures.ts';
import { requestDeadline } from '../request-deadline.ts';
import type { RequestContext, Route, ServerContext } from '../server-context.ts';

/** `POST /v1/models/{name}/predict`: what is in pictures. */
export function predictRoutes(context: ServerContext): readonly Route[] {
  return [{ method: 'POST', path: '/v1/models/:name/predict', handle: (request) => predict(context, request) }];
}

async function predict(context: ServerContext, { req, env }: RequestContext): Promise<Response> {
  const { admission, limits, models } = context;
  using _request = admission.request();
  const model = models.get(req.param('name') ?? '');
  using _user = model.use();
  const query = parseInput(predictQuery, req.query(), 'The query');
  using held = admission.body();
  const body = await readBody(env.incoming, limits.maxBodyBytes, held);
  using deadline = requestDeadline(env.outgoing, limits.answerMs);
  const { pictures, ...asked } = await readPictures(body, req.header('content-type'), limits.maxImages);
  const nameIn = nameClasses(model.manifest, { ...query, ...asked });
  const outcomes = await classifySent(context, model, pictures, held, deadline.signal);
  const [only] = outcomes;
  if (outcomes.length === 1 && only !== undefined && 'error' in only) throw only.error;
  const images = outcomes.map((outcome): PredictResponse['images'][number] => {
    const named = outcome.name === undefined ? {} : { name: outcome.name };
    if ('error' in outcome) {
      const { status: _, ...error } = describeError(outcome.error);
      return { ...named, error };
    }
    const { predictions, unknown, novelty } = nameIn(outcome.probabilities, outcome.novelty);
    return { ...named, predictions: [...predictions], ...(unknown === undefined || novelty === undefined ? {} : { unknown, novelty }) };
  });
  return Response.json({ model: { name: model.name, version: model.version }, images } satisfies PredictResponse);
}
