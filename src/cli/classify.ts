import { describeProgress, type WorkEvent } from './describe-progress.ts';
import { type PixelRangeArguments, pixelRangeFrom } from './pixel-range.ts';
import { printPredictions } from './print-predictions.ts';
import { runVerb } from './run-verb.ts';

/** The options of `graft classify`. */
export interface ClassifyArguments extends PixelRangeArguments {
  readonly backbone: string;
  readonly precision?: 'auto' | 'int8' | 'float32' | undefined;
  readonly top: number;
  readonly json?: boolean | undefined;
}

/** `graft classify <images...>`: names what is in pictures with the classes that a backbone was trained on. */
export function classifyVerb(
  images: readonly string[],
  { backbone: name, precision, top, json = false, ...scaling }: ClassifyArguments,
): Promise<void> {
  return runVerb({ json }, async ({ terminal, progress, signal }) => {
    const { loadBackbone, wordsOf } = await import('graft-ml');
    const onProgress = progress.following((event: WorkEvent) => describeProgress(event, wordsOf()));
    await using backbone = await loadBackbone(name, { precision, range: pixelRangeFrom(scaling), signal, onProgress });
    progress.clear();
    const options = { terminal, progress, signal, json, withIndex: true, form: top === 1 ? 'row' : 'block' } as const;
    process.exitCode = await printPredictions(images, (pictures) => backbone.classifyEach(pictures, { top, signal }), options);
  });
}
