import { printPredictions } from './print-predictions.ts';
import { runVerb } from './run-verb.ts';

/** The options of `graft predict`. */
export interface PredictArguments {
  readonly top?: number | undefined;
  readonly coverage?: number | undefined;
  readonly json?: boolean | undefined;
}

/** `graft predict <model> <images...>`: names what is in pictures with a trained model. */
export function predictVerb(folder: string, images: readonly string[], { top, coverage, json = false }: PredictArguments): Promise<void> {
  return runVerb({ json }, async ({ terminal, progress, signal }) => {
    const { loadModel } = await import('graft-ml');
    await using model = await loadModel(folder);
    const shown = Math.min(top ?? (json ? model.classes.length : 1), model.classes.length);
    const options = { terminal, progress, signal, json, withIndex: false, top: coverage === undefined ? shown : Math.max(2, shown) };
    process.exitCode = await printPredictions(images, (pictures) => model.predictEach(pictures, { top: shown, coverage, signal }), options);
  });
}
