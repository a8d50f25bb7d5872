/**
 * Says what is in a picture, on the visitor's own device: this folder's model, for a page of your own. Take the folder along:
 *
 *   import { classify } from './this-folder/classify.js';
 *   const [best] = await classify(document.querySelector('img'));
 *   console.log(best.label, best.probability);
 *
 * A picture is a File or Blob (what inputs, drops and pastes give), an address, an img, video or canvas of the page, an
 * ImageBitmap, ImageData, or the bytes of an image file. Everything is fetched from this folder, once; nothing is sent.
 * Several threads need a page with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy:
 * require-corp; on one it takes about twice as long.
 */
import { loadModel } from './graft-web.js';

const folder = new URL('./', import.meta.url);
let loading;

/** Fetches the model now rather than with the first picture. `onProgress` hears { file, bytes, totalBytes }. */
export function load(onProgress) {
  loading ??= loadModel(folder, { runtime: folder, worker: true, onProgress }).catch((error) => {
    loading = undefined; // the next call tries again
    throw error;
  });
  return loading;
}

/** A picture's classes, most probable first: [{ label, index, probability }, …]. See `examine` for `options`. */
export async function classify(image, options) {
  return (await examine(image, options)).predictions;
}

/** `predictions` and `unknown`: whether it is like nothing that the model knows. `options`: `top`, how many classes to name. */
export async function examine(image, options) {
  const model = await load();
  for await (const found of model.predictEach([image], options)) {
    if (found.error) throw found.error;
    return found;
  }
}
