import { wordsOf } from '../medium.ts';
import type { ReportData } from './report-data.ts';
import { counted, percent, percentInterval } from './write-numbers.ts';

/** A pair of classes of which one is taken for the other. */
export interface Confusion {
  readonly label: number;
  readonly predicted: number;
  readonly count: number;
}

/** Which classes are taken for which, the most often first. */
export function listConfusions(confusion: readonly (readonly number[])[]): readonly Confusion[] {
  return confusion
    .flatMap((row, label) => row.map((count, predicted) => ({ label, predicted, count })))
    .filter(({ label, predicted, count }) => label !== predicted && count > 0)
    .sort((a, b) => b.count - a.count || a.label - b.label || a.predicted - b.predicted);
}

/** The report in a few plain sentences, for someone who reads nothing else. */
export function summarize(data: ReportData): readonly string[] {
  const { evaluation, classes, crossValidation, calibration, suspects } = data;
  const { one, many, met, worth } = wordsOf(data.medium);
  const name = (label: number): string => classes[label] ?? '';
  if (evaluation === undefined)
    return [`No ${many} were held out, so nothing is known of how good the model is. Train with some held out to find out.`];
  const { accuracy, perClass, confusion } = evaluation;
  const { heldOut = crossValidation ?? evaluation } = data;
  const right = Math.round(heldOut.accuracy * heldOut.images);
  const seen =
    data.heldOut === undefined && evaluation.on === 'cross-validation'
      ? `each judged by a head that had not ${met} it`
      : `that it had not ${met}`;
  const sentences = [
    `It is right for ${right} of ${counted(heldOut.images, one)} ${seen}: ${percent(heldOut.accuracy)}. From so many ${many}, the truth likely lies between ${percentInterval(heldOut.accuracyInterval, 'and')}.`,
  ];
  if (data.heldOut !== undefined && crossValidation !== undefined) {
    sentences.push(
      `Cross-validation, which judges all ${counted(crossValidation.images, one)} in turn, says ${percent(crossValidation.accuracy)} (${percentInterval(crossValidation.accuracyInterval)}).`,
    );
  }
  const [worst] = perClass
    .flatMap(({ label, recall, support }) => (support > 0 ? [{ label, recall, support }] : []))
    .sort((a, b) => a.recall - b.recall);
  if (worst !== undefined && worst.recall < accuracy - 0.05)
    sentences.push(`It has most trouble with “${worst.label}”: ${Math.round(worst.recall * worst.support)} of ${worst.support} are found.`);
  const [often] = listConfusions(confusion);
  if (often !== undefined && often.count > 1) {
    sentences.push(`Most often mistaken: “${name(often.label)}” for “${name(often.predicted)}”, ${often.count} times.`);
  }
  if (calibration !== undefined) sentences.push(honesty(calibration.error, calibration.errorByChance));
  const doubtful = suspects === undefined ? 0 : suspects.labelErrors.length + suspects.duplicates.length + suspects.others.length;
  if (doubtful > 0) sentences.push(`${counted(doubtful, 'thing')} in the ${many} ${doubtful === 1 ? 'is' : 'are'} ${worth}.`);
  return sentences;
}

/** What an expected calibration error says, in words. */
export function honesty(error: number, byChance: number | undefined): string {
  const off = `confidence and accuracy lie ${percent(error)} apart`;
  if (byChance !== undefined && error <= 1.5 * byChance)
    return `Its confidence can be taken at its word: ${off}, no more than chance explains.`;
  if (error < 0.03) return `Its confidence can be taken at its word: ${off}.`;
  return `Its confidence is to be taken with some salt: ${off}.`;
}
