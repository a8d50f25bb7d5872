import type { LearningCurve } from '../../../src/studio/contract.ts';

/** A curve that could be measured. */
export type MeasuredCurve = Extract<LearningCurve, { state: 'measured' }>;
