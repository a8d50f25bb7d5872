/**
 * Says what is heard in a sound, on the visitor's own device: this folder's model, for a page of your own. Take the folder along:
 *
 *   import { classify } from './this-folder/classify.js';
 *   const [best] = await classify(document.querySelector('input').files[0]);
 *   console.log(best.label, best.probability);
 *
 * A sound is a File or Blob (what inputs, drops and MediaRecorder give), an address, the bytes of a sound file, an AudioBuffer, or
 * { samples, sampleRate }. Everything is fetched from this folder, once; nothing is sent. Several threads need a page with the
 * headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp; on one it takes about twice as long.
 */
import { loadModel } from './graft-web.js';

const folder = new URL('./', import.meta.url);
let loading;

/** Fetches the model now rather than with the first sound. `onProgress` hears { file, bytes, totalBytes }. */
export function load(onProgress) {
  loading ??= loadModel(folder, { runtime: folder, worker: true, onProgress }).catch((error) => {
    loading = undefined; // the next call tries again
    throw error;
  });
  return loading;
}

/** A sound's classes, most probable first: [{ label, index, probability }, …]. `options`: `top`, how many to name. */
export async function classify(sound, options) {
  return (await (await load()).predict([sound], options))[0];
}

/** What is heard when: [{ start, end, label, probability }, …], in seconds. `options`: `signal`, `onProgress`. */
export async function timeline(sound, options) {
  return await (await load()).timeline(sound, options);
}

/** Both at once, and meanwhile a picture of each window: see `WebModel.listen`. */
export async function* listen(sound, options) {
  return yield* (await load()).listen(sound, options);
}
