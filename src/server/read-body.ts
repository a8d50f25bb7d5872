import type { IncomingMessage } from 'node:http';
import { GraftError } from '../errors.ts';
import type { Held } from './admission.ts';

/**
 * Reads a request's body whole, within limits.
 *
 * @param held Counts the bytes of all bodies that are held at a time.
 * @throws `BODY_TOO_LARGE` by the header where it says so, else when the bytes come; `BODY_UNSUPPORTED` for a compressed
 * body; `OVERLOADED`; `REQUEST_INVALID` where the client breaks off
 */
export async function readBody(incoming: IncomingMessage, maxBytes: number, held: Held): Promise<Buffer> {
  const { 'content-length': length, 'content-encoding': encoding = 'identity' } = incoming.headers;
  if (encoding !== 'identity') {
    throw new GraftError('BODY_UNSUPPORTED', `The body comes compressed (${encoding.slice(0, 40)}), which the server does not unpack.`, {
      hint: 'Send it as it is: pictures are compressed already.',
    });
  }
  if (Number(length ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let bytes = 0;
  await new Promise<void>((resolve, reject) => {
    const settle = (error?: GraftError): void => {
      incoming.off('data', take).off('end', done).off('error', broken).off('close', broken);
      incoming.on('error', () => {}); // a connection that breaks later is nobody's concern
      if (error === undefined) resolve();
      else {
        incoming.pause(); // not destroyed: the answer goes the same way
        reject(error);
      }
    };
    const take = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > maxBytes) return settle(tooLarge(maxBytes));
      try {
        held.add(chunk.length);
      } catch (error) {
        return settle(error instanceof GraftError ? error : new GraftError('INTERNAL', 'The body could not be counted.', { cause: error }));
      }
      chunks.push(chunk);
    };
    const done = (): void => settle();
    const broken = (): void => settle(new GraftError('REQUEST_INVALID', 'The connection broke before the whole body was here.'));
    incoming.on('data', take).on('end', done).on('error', broken).on('close', broken);
    if (incoming.destroyed) broken();
  });
  return Buffer.concat(chunks, bytes);
}

function tooLarge(maxBytes: number): GraftError {
  return new GraftError('BODY_TOO_LARGE', `The body has more than ${maxBytes} bytes, which is the limit.`, {
    hint: 'Send fewer or smaller pictures at a time; the network sees a few hundred pixels a side.',
  });
}
