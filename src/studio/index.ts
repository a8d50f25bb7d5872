/**
 * Graft Studio: `graft-ml/studio`.
 *
 * @module
 */
export { type RunningStudio, type StudioOptions, startStudio } from './start-studio.ts';
