/** `classify.js`, which stands beside the page as it is. */
declare module '*/classify.js' {
  import type { HeardWindow, Listened, WebDownload, WebModel, WebPredictOptions } from '../src/web/index.ts';
  export function load(onProgress?: (event: WebDownload) => void): Promise<WebModel>;
  export function examine(
    input: Blob | HTMLVideoElement,
    options?: { readonly top?: number; readonly coverage?: number },
  ): Promise<Exclude<import('../src/prediction/predicted.ts').Predicted, { readonly error: unknown }>>;
  /** That of a model of sounds has it. */
  export function listen(sound: Blob, options?: WebPredictOptions): AsyncGenerator<HeardWindow, Listened, void>;
}
