import { open, readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Route } from '../../server/server-context.ts';
import { readFailure } from '../../storage/file-failure.ts';
import { answerCall } from '../answer-call.ts';
import { api } from '../api.ts';
import type { ShippedDownload } from '../shipping/shipyard.ts';
import type { StudioContext } from '../studio-context.ts';
import { answerOwnPage } from './answer-own-page.ts';

/** Building the model, exports of it, and a server of it. */
export function shippingRoutes(context: StudioContext): readonly Route[] {
  const { shipyard } = context;
  return [
    answerCall(context, api.build, () => {
      shipyard.build();
      return {};
    }),
    answerCall(context, api.makeExport, ({ body: { target } }) => {
      shipyard.makeExport(target);
      return {};
    }),
    answerCall(context, api.endpoint, ({ body: { on } }) => {
      shipyard.setEndpoint(on);
      return {};
    }),
    answerCall(context, api.stopShipping, () => {
      shipyard.stop();
      return {};
    }),
    answerCall(context, api.download, ({ query, request }) => send(shipyard.download(query.target), request.req.method)),
    answerCall(context, api.report, async () => {
      const page = await readFile(shipyard.report).catch((cause: unknown) => {
        throw readFailure(cause, 'report.html');
      });
      return answerOwnPage(page);
    }),
  ];
}

/** A file as a download, read while it is sent. */
async function send({ path, bytes, name }: ShippedDownload, method: string): Promise<Response> {
  const headers = { 'content-type': 'application/octet-stream', 'content-length': String(bytes), 'content-disposition': disposition(name) };
  if (method === 'HEAD') return new Response(null, { headers }); // else nobody would close the file
  const file = await open(path).catch((cause: unknown) => {
    throw readFailure(cause, name);
  });
  const stream = Readable.toWeb(file.createReadStream());
  return new Response(stream as ReadableStream<Uint8Array>, { headers }); // Node's type of the same thing
}

/** RFC 6266: what old programs read, and the name itself. */
function disposition(name: string): string {
  const plain = name.replaceAll(/[^\w.-]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)}`;
}
