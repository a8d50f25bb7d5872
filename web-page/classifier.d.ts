/** `classify.js`, which stands beside the page as it is. */
declare module '*/classify.js' {
  import type { WebDownload, WebModel } from '../src/web/index.ts';
  export function load(onProgress?: (event: WebDownload) => void): Promise<WebModel>;
  export function examine(
    image: Blob | HTMLVideoElement,
    options?: { readonly top?: number; readonly coverage?: number },
  ): Promise<Exclude<import('../src/prediction/predicted.ts').Predicted, { readonly error: unknown }>>;
}
