/**
 * Serving trained models over HTTP: `graft-ml/server`.
 *
 * @module
 */
export type { ErrorBody, ImageOutcome, ModelInfo, PredictResponse } from './contract.ts';
export { defaultLimits, type ServerLimits } from './limits.ts';
export type { LogLevel } from './open-log.ts';
export { type RunningServer, type ServeOptions, serve } from './serve.ts';
export type { ModelPlace } from './served-models.ts';
