import type { Augmentation, Device } from 'graft-ml';
import { chooseDeviceFor } from './choose-device-for.ts';
import { explainPictures, explanationsFolder } from './explain-pictures.ts';
import { type Classify, printPredictions } from './print-predictions.ts';
import { printTimelines } from './print-timelines.ts';
import { runVerb } from './run-verb.ts';

/** The options of `graft predict`. */
export interface PredictArguments {
  readonly top?: number | undefined;
  /** Whether to write each picture with the evidence painted over it. */
  readonly explain?: boolean | undefined;
  /** Whether to tell what is heard over time. */
  readonly timeline?: boolean | undefined;
  /** Where to. */
  readonly out?: string | undefined;
  readonly coverage?: number | undefined;
  readonly tta?: readonly Augmentation[] | undefined;
  readonly device?: Device | 'auto' | undefined;
  readonly json?: boolean | undefined;
}

/** `graft predict <model> <images...>`: names what is in pictures with a trained model. */
export function predictVerb(
  name: string,
  images: readonly string[],
  { top, explain = false, timeline = false, out, coverage, tta, device, json = false }: PredictArguments,
): Promise<void> {
  return runVerb({ json }, async ({ terminal, progress, signal }) => {
    const { loadModel } = await import('graft-ml');
    await using model = await loadModel(name, { device: await chooseDeviceFor(device, terminal.err) });
    if (timeline) return printTimelines(model, images, { out, json, terminal, progress, signal });
    const ofSeveral = model.manifest.head.kind === 'sigmoid' && top === undefined; // any number of its classes may be there
    const shown = Math.min(top ?? (json || ofSeveral ? model.classes.length : 1), model.classes.length);
    const form = ofSeveral ? 'labels' : coverage === undefined && shown === 1 ? 'row' : 'block';
    const options = { terminal, progress, signal, json, withIndex: false, form, medium: model.medium } as const;
    const folder = explain ? (out ?? explanationsFolder) : undefined;
    const classify: Classify = (pictures, nameOf) =>
      folder === undefined
        ? model.predictEach(pictures, { top: shown, coverage, tta, signal })
        : explainPictures(model, pictures, { folder, top: shown, nameOf, signal });
    process.exitCode = await printPredictions(images, classify, options);
    if (folder !== undefined) terminal.err.line(terminal.err.paint.dim(`  Where the evidence lies: ${folder}`));
  });
}
