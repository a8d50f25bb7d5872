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
export type { MonoSound } from '../sounds/decode-in-parts.ts';
export { audacityLabels, type SoundSpan } from '../sounds/label-spans.ts';
export { version } from '../version.ts';
export type { WebDownload } from './fetch-bytes.ts';
export { type LoadWebModelOptions, loadModel, type WebBundle } from './load-model.ts';
export type { HeardWindow } from './sound-network.ts';
export type { WebImage } from './web-image.ts';
export { type Listened, type WebInput, WebModel, type WebPredictOptions, type WebTimelineOptions } from './web-model.ts';
export type { OnnxRuntime, WebDevice } from './web-session.ts';
export type { WebSound } from './web-sound.ts';
