import type { Model } from '../classifier/model.ts';
import { paintExplanation } from '../classifier/paint-explanation.ts';
import { GraftError } from '../errors.ts';
import type { Head } from '../heads/head.ts';
import { withoutTemperature } from '../heads/linear-head.ts';
import { encodeImage } from '../media/encode-image.ts';
import { viewImage } from '../media/view-image.ts';
import { parsePreprocessing } from '../preprocessing/parse-preprocessing.ts';
import type { ReportData } from '../report/report-data.ts';
import type { ReportPictures } from '../report/report-pictures.ts';
import type { SoundSettings } from '../sounds/sound-settings.ts';
import { mapAhead } from '../tasks/map-ahead.ts';
import { byImportance } from './by-importance.ts';

/** What is told while pictures are made small, and recordings short. */
export interface ThumbnailEvent {
  readonly type: 'report';
  readonly part: 'thumbnails' | 'recordings' | 'evidence' | 'map';
  readonly done: number;
  readonly total: number;
}

/**
 * All thumbnails together, in bytes: as base64 a third more, which leaves the page under 5 MB with all else on it. A
 * thousand photos take about 2.3 MB; of more, those come first that something is said about.
 */
const mostThumbnailBytes = 3.2 * 2 ** 20;

/** The longer side of a thumbnail, in pixels, sharp enough for a map's tip; smaller where photos are many. */
const thumbnailSide = (photos: number): number => (photos <= 1200 ? 112 : 80);

/** The longer side of a mistake's view, in pixels. */
const viewSide = 288;

/** Makes a thumbnail of each photo, in the order of their importance, as far as there is room. */
export async function* drawThumbnails(
  data: ReportData,
  files: readonly string[],
  model: Model,
  signal: AbortSignal | undefined,
): AsyncGenerator<ThumbnailEvent, ReportPictures['thumbnails'], void> {
  const { sound } = parsePreprocessing(model.manifest.preprocessing, 'graft.json');
  const thumbnails: (Uint8Array | undefined)[] = new Array(files.length).fill(undefined);
  const order = byImportance(data);
  const longestSide = thumbnailSide(files.length);
  const draw = (photo: number): Promise<Uint8Array | undefined> => drawView(files[photo] ?? '', longestSide, 55, signal, sound);
  let [bytes, done] = [0, 0];
  for await (const thumbnail of mapAhead(order, draw, { ahead: 8, signal })) {
    const photo = order[done++] ?? 0;
    bytes += thumbnail?.length ?? 0;
    if (bytes > mostThumbnailBytes) break;
    thumbnails[photo] = thumbnail;
    if (done % 20 === 0 || done === order.length) yield { type: 'report', part: 'thumbnails', done, total: order.length };
  }
  return thumbnails;
}

/**
 * Draws each mistake, and the evidence that led to it: what speaks for the class that was named against the true one.
 *
 * @param unseeing A head that has learned from none of these photos; without it, no evidence is drawn.
 */
export async function* drawMistakes(
  { mistakes, photos }: ReportData,
  files: readonly string[],
  model: Model,
  unseeing: Head | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<ThumbnailEvent, ReportPictures['mistakes'], void> {
  const drawn: ReportPictures['mistakes'][number][] = [];
  const { sound } = parsePreprocessing(model.manifest.preprocessing, 'graft.json');
  let layer = unseeing?.kind === 'softmax' ? withoutTemperature(unseeing) : undefined;
  for (const { photo } of mistakes) {
    const file = files[photo] ?? '';
    const view = await drawView(file, viewSide, 72, signal, sound);
    const { label, predicted } = photos[photo] ?? {};
    const explain = layer !== undefined && view !== undefined && label !== undefined && predicted !== undefined;
    const explaining = explain ? model.explain(file, { class: predicted, against: label, layer, signal }) : undefined;
    const explanation = await explaining?.catch((error: unknown) => {
      if (!(error instanceof GraftError && error.code === 'MODEL_INCAPABLE')) throw error;
      layer = undefined; // a head on a class token has no evidence anywhere, for none of them
      return undefined;
    });
    const painting = { longestSide: viewSide, format: 'webp', quality: 72, caption: false, signal } as const;
    drawn.push({ view, evidence: explanation && (await paintExplanation(file, explanation, painting)) });
    yield { type: 'report', part: 'evidence', done: drawn.length, total: mistakes.length };
  }
  return drawn;
}

/** A photo as a small WebP; undefined where it can no longer be read. */
async function drawView(
  file: string,
  longestSide: number,
  quality: number,
  signal: AbortSignal | undefined,
  sound?: SoundSettings,
): Promise<Uint8Array | undefined> {
  try {
    const { pixels } = await viewImage(file, { longestSide, sound, signal });
    return await encodeImage(pixels, { format: 'webp', quality });
  } catch (error) {
    if (error instanceof GraftError) return undefined; // moved or changed since it was trained on
    throw error;
  }
}
