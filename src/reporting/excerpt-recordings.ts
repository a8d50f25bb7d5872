import { GraftError } from '../errors.ts';
import { excerptSound, type SoundExcerpt } from '../media/excerpt-sound.ts';
import type { ReportData } from '../report/report-data.ts';
import type { ReportRecording } from '../report/report-pictures.ts';
import { mapAhead } from '../tasks/map-ahead.ts';
import { byImportance } from './by-importance.ts';
import type { ThumbnailEvent } from './draw-pictures.ts';

/**
 * All recordings together, in bytes; as base64 a third more. Some four hundred spoken words, or fifty noises of five seconds; of more, those
 * come first that something is said about.
 */
const mostRecordingBytes = 4 * 2 ** 20;

/** Makes recordings playable in the report, in the order of their importance, as far as there is room. */
export async function* excerptRecordings(
  data: ReportData,
  files: readonly string[],
  signal: AbortSignal | undefined,
): AsyncGenerator<ThumbnailEvent, readonly (ReportRecording | undefined)[], void> {
  const recordings: (ReportRecording | undefined)[] = new Array(files.length).fill(undefined);
  const order = byImportance(data);
  const excerpt = async (photo: number): Promise<SoundExcerpt | undefined> => {
    try {
      return await excerptSound(files[photo] ?? '', signal);
    } catch (error) {
      if (error instanceof GraftError) return undefined; // moved or changed since it was trained on
      throw error;
    }
  };
  let [bytes, done] = [0, 0];
  for await (const recording of mapAhead(order, excerpt, { ahead: 4, signal })) {
    const photo = order[done++] ?? 0;
    bytes += recording?.bytes.length ?? 0;
    if (bytes > mostRecordingBytes) break;
    recordings[photo] = recording;
    if (done % 20 === 0 || done === order.length) yield { type: 'report', part: 'recordings', done, total: order.length };
  }
  return recordings;
}
