/**
 * Graft in a browser: runs a model that `graft train` made, with the same `predict` as in Node.
 *
 * @example
 * import { loadModel } from 'graft-ml/web';
 * const model = await loadModel('/models/photos.graft');
 * const [predictions] = await model.predict([document.querySelector('img')]);
 * @module
 */

export { type ErrorCode, GraftError } from '../errors.ts';
export type { Manifest } from '../manifest/manifest.ts';
export type { RawPixels } from '../pictures/raw-pixels.ts';
export type { Predicted } from '../prediction/predicted.ts';
export type { Prediction } from '../prediction/prediction.ts';
export { version } from '../version.ts';
export type { WebDownload } from './fetch-bytes.ts';
export { type LoadWebModelOptions, loadModel, type WebBundle } from './load-model.ts';
export type { WebImage } from './web-image.ts';
export { WebModel, type WebPredictOptions } from './web-model.ts';
export type { OnnxRuntime, WebDevice } from './web-session.ts';
