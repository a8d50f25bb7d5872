import { unitFeatures } from '../heads/unit-features.ts';
import { wordsOf } from '../medium.ts';
import { drawLearningCurve } from '../plots/draw-learning-curve.ts';
import { drawMap } from '../plots/draw-map.ts';
import { drawReliability } from '../plots/draw-reliability.ts';
import { drawTuning } from '../plots/draw-tuning.ts';
import { mapPhotos } from '../projection/map-photos.ts';
import { renderHtml } from '../report/render-html.ts';
import { renderMarkdown } from '../report/render-markdown.ts';
import type { PhotoMap, ReportData } from '../report/report-data.ts';
import { NodeMatrixMultiplier } from '../runtime/matrix-multiplier.ts';
import { drain } from '../tasks/drain.ts';
import { type Matrix, takeRows } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import type { Training } from '../training/train.ts';
import { describeSuspects } from './describe-suspects.ts';
import { describeTraining, listMistakes, type ReportOptions } from './describe-training.ts';
import { drawMistakes, drawThumbnails, type ThumbnailEvent } from './draw-pictures.ts';
import { excerptRecordings } from './excerpt-recordings.ts';
import { fitWithout } from './fit-without.ts';

/** What happens while a report is made. */
export type ReportEvent = ThumbnailEvent;

/** A report in its three forms. */
export interface Report {
  /** All it says, as plain data. */
  readonly data: ReportData;
  /** One page that needs nothing else: pictures, style and script are in it. */
  readonly html: string;
  readonly markdown: string;
  /** `data`, written out. */
  readonly json: string;
}

/** More photos than this are not all laid out: an even choice of them is. UMAP takes some milliseconds a photo. */
const mostOnMap = 2500;

/**
 * Makes a training's report: how good the model is and why, with the photos behind every number.
 *
 * The photos are read once more, for their thumbnails; all else is arithmetic on features that are known. A thousand
 * photos take some seconds.
 *
 * @example
 * const training = await train({ data: './photos' });
 * const report = await reportTraining(training);
 * await training.model.save('./photos.graft', { files: reportFiles(report) });
 * @throws The signal's reason.
 */
export function reportTraining(
  training: Training,
  options: ReportOptions & { readonly onProgress?: ((event: ReportEvent) => void) | undefined } = {},
): Promise<Report> {
  return drain(reportTrainingEvents(training, options), options.onProgress);
}

/** Like {@link reportTraining}, as a sequence of events that returns the report. */
export async function* reportTrainingEvents(training: Training, options: ReportOptions = {}): AsyncGenerator<ReportEvent, Report, void> {
  const { signal } = options;
  const started = performance.now();
  const { model, photos } = training;
  await using multiplier = new NodeMatrixMultiplier();
  const described = describeTraining(training, options);
  yield { type: 'report', part: 'map', done: 0, total: photos.files.length };
  const units = unitFeatures(
    photos.features,
    model.manifest.cuts.map((cut) => cut.width),
  );
  const mistakes = await listMistakes(described.photos, units, { multiplier, signal });
  const map = await layOut(units, { seed: model.manifest.seed, multiplier, signal });
  const suspects = await describeSuspects(training, units, { multiplier, signal });
  const said: ReportData = { ...described, mistakes, map, suspects };
  const unseeing = await fitWithout(
    training,
    mistakes.map(({ photo }) => photo),
    { multiplier, signal },
  );
  const evidence = yield* drawMistakes(said, photos.files, model, unseeing, signal);
  const thumbnails = yield* drawThumbnails(said, photos.files, model, signal);
  const recordings = model.medium === 'sounds' ? yield* excerptRecordings(said, photos.files, signal) : undefined;
  const seconds = { ...said.making.seconds, report: (performance.now() - started) / 1000 };
  const data: ReportData = { ...said, making: { ...said.making, seconds } };
  const html = renderHtml(data, {
    thumbnails,
    recordings,
    mistakes: evidence,
    reliability: data.calibration && drawReliability(data.calibration),
    learningCurve: data.learningCurve && drawLearningCurve(data.learningCurve, wordsOf(model.medium)),
    tuning: data.tuning && drawTuning(data.tuning),
    map: drawMap(
      map,
      map.photos.map((photo) => data.photos[photo]?.label ?? 0),
    ),
  });
  return { data, html, markdown: renderMarkdown(data), json: `${JSON.stringify(data, null, 1)}\n` };
}

/** A report as files, for `model.save`: `report.html`, `report.md` and `report.json`. */
export function reportFiles({ html, markdown, json }: Report): Readonly<Record<string, string>> {
  return { 'report.html': html, 'report.md': markdown, 'report.json': json };
}

async function layOut(
  units: Matrix,
  context: { readonly seed: number; readonly multiplier: MatrixMultiplier; readonly signal: AbortSignal | undefined },
): Promise<PhotoMap> {
  const every = Math.max(1, units.rows / mostOnMap);
  const photos = Array.from({ length: Math.min(units.rows, mostOnMap) }, (_, at) => Math.floor(at * every));
  const places = await mapPhotos(every === 1 ? units : takeRows(units, photos), context);
  const rounded = (values: readonly number[]): number[] => values.map((value) => Number(value.toFixed(4)));
  return { photos, x: rounded(places.x), y: rounded(places.y) };
}
