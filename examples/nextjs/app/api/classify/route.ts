import { GraftError } from 'graft-ml';
import { photosModel } from '../../model.ts';

/** ONNX Runtime is native: the edge runtime has none. */
export const runtime = 'nodejs';

/** The largest photo that is taken, in bytes. */
const largest = 20_000_000;

/** `POST /api/classify`: a form with the file `photo` in, `{ predictions }` out. */
export async function POST(request: Request): Promise<Response> {
  if (Number(request.headers.get('content-length') ?? Number.POSITIVE_INFINITY) > largest)
    return Response.json({ error: 'The photo is too large.' }, { status: 413 });
  const photo = (await request.formData()).get('photo');
  if (!(photo instanceof File)) return Response.json({ error: 'Send a form with a file named photo.' }, { status: 400 });
  try {
    const model = await photosModel();
    const [predictions] = await model.predict([new Uint8Array(await photo.arrayBuffer())], { top: 3 });
    return Response.json({ predictions });
  } catch (error) {
    if (error instanceof GraftError && error.code.startsWith('IMAGE_')) return Response.json({ error: error.message }, { status: 422 });
    throw error;
  }
}
