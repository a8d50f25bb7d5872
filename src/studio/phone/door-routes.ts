import { setTimeout as sleep } from 'node:timers/promises';
import { GraftError } from '../../errors.ts';
import type { Admission } from '../../server/admission.ts';
import type { Guard } from '../../server/guard.ts';
import { readBody } from '../../server/read-body.ts';
import { sameSecret } from '../../server/same-secret.ts';
import type { RequestContext, Route } from '../../server/server-context.ts';
import { addPhoto } from '../operations/add-photo.ts';
import type { Project } from '../project/project.ts';
import type { PhoneAllowance, PhoneLimits } from './phone-allowance.ts';
import { phonePage } from './phone-page.ts';

/** What a name may have; longer ones are cut. */
const longestName = 200;

/** What the door's routes work with. */
export interface DoorRoutesOptions {
  readonly project: Project;
  readonly admission: Admission;
  readonly token: string;
  /** Host and port that the door goes by. */
  readonly place: string;
  /** The one class that photos go to. */
  readonly class: string;
  readonly limits: PhoneLimits;
  readonly allowance: PhoneAllowance;
  /** Called for each photo that came. */
  readonly onPhoto: () => void;
  /** Called when too many wrong tokens came. */
  readonly onGuessed: () => void;
}

/** For all that is no route: who asks for it has no business here, token or not. */
export const refuseAll: Guard = () => {
  throw new GraftError('UNKNOWN_ROUTE', 'There is nothing here.', { hint: 'Scan the code again.' });
};

/** The page that sends photos, and where it sends them. */
export function doorRoutes(options: DoorRoutesOptions): readonly Route[] {
  const { project, admission, allowance, limits, onPhoto } = options;
  const expectAllowed = guardOf(options);
  return [
    {
      method: 'GET',
      path: '/',
      open: true,
      handle: async (request) => {
        await expectAllowed(request);
        const { html, policy } = phonePage(request.req.header('accept-language') ?? '', project.medium ?? 'photos');
        return new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy } });
      },
    },
    {
      method: 'POST',
      path: '/photo',
      open: true,
      handle: async (request) => {
        await expectAllowed(request);
        using _place = admission.request();
        using held = admission.body();
        allowance.photo();
        const bytes = await readBody(request.env.incoming, limits.photoBytes, {
          ...held,
          add: (length) => {
            held.add(length);
            allowance.count(length);
          },
        });
        const name = (request.req.query('name') ?? '').slice(0, longestName);
        // The same answer for a photo that the class has already: nothing is told of what is there.
        await addPhoto(project, options.class, name, bytes, request.req.raw.signal);
        onPhoto();
        return Response.json({ arrived: true });
      },
    },
  ];
}

/** Lets requests pass that name this place and bring the token. */
function guardOf({ token, place, limits, onGuessed }: DoorRoutesOptions): (request: RequestContext) => Promise<void> {
  let wrong = 0;
  return async ({ req }) => {
    const [origin, site] = [req.header('origin'), req.header('sec-fetch-site')];
    const foreign = origin !== undefined && origin !== `http://${place}`;
    if (req.header('host') !== place || foreign || (site !== undefined && site !== 'same-origin' && site !== 'none')) {
      throw new GraftError('ORIGIN_REFUSED', 'The request comes from elsewhere.', { hint: 'Scan the code again.' });
    }
    if (sameSecret(req.query('token') ?? '', token)) return;
    wrong++;
    if (wrong === limits.wrongTokens) onGuessed();
    await sleep(limits.wrongTokenMs);
    throw new GraftError('UNAUTHORIZED', 'This address is not the one that the computer shows.', { hint: 'Scan the code again.' });
  };
}
