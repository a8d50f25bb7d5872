import { wordsOf } from '../medium.ts';
import type { ReportData } from './report-data.ts';
import { listConfusions, summarize } from './summarize.ts';
import { duration, percent, percentInterval, thousands } from './write-numbers.ts';

/** So many rows of a list are written. */
const mostRows = 20;

/** Writes a report as Markdown: the same without pictures, for a terminal, a wiki or a pull request. */
export function renderMarkdown(data: ReportData): string {
  const { classes, evaluation, counts, photos, making, calibration, learningCurve, tuning, suspects, skipped } = data;
  const { one, many, resembles, worth } = wordsOf(data.medium);
  const shown = data.medium === 'sounds' ? 'heard' : 'shown';
  const name = (label: number | undefined): string => classes[label ?? -1] ?? '';
  const file = (photo: number): string => photos[photo]?.file ?? '';
  const parts: string[] = [`# ${plainText(data.name)}`, summarize(data).map(plainText).join(' ')];
  const section = (title: string, ...body: readonly string[]): void => void parts.push(`## ${title}`, ...body);
  if (evaluation !== undefined) {
    section(
      'What is taken for what',
      table(
        [shown, 'named', many],
        listConfusions(evaluation.confusion)
          .slice(0, mostRows)
          .map(({ label, predicted, count }) => [name(label), name(predicted), String(count)]),
      ),
    );
    section(
      'Class by class',
      table(
        ['class', 'learned from', 'held out', 'found (recall)', 'right (precision)', 'F1'],
        evaluation.perClass.map(({ label, recall, precision, f1 }, index) => [
          ...[label, thousands(counts[index]?.train ?? 0), thousands(counts[index]?.validation ?? 0)],
          ...[percent(recall), percent(precision), percent(f1)],
        ]),
      ),
    );
  }
  if (data.mistakes.length > 0) {
    section(
      'The most confident mistakes',
      table(
        [one, shown, 'named', 'sure'],
        data.mistakes.map(({ photo }) => {
          const { label, predicted, probability = Number.NaN } = photos[photo] ?? {};
          return [file(photo), name(label), name(predicted), percent(probability, 0)];
        }),
      ),
    );
  }
  if (calibration !== undefined) {
    section(
      'Does its confidence hold?',
      `Expected calibration error: ${percent(calibration.error)}.`,
      table(
        ['mean confidence', 'right', many],
        calibration.bins.map(({ confidence, accuracy, images }) => [percent(confidence), percent(accuracy), thousands(images)]),
      ),
    );
  }
  if (tuning !== undefined) {
    const score = (number: number | undefined, write: (number: number) => string): string => (number === undefined ? '' : write(number));
    section(
      'Training the backbone',
      `Trained from ${plainText(tuning.from)} on; ${tuning.best === 0 ? 'the head alone did as well, and was kept' : `epoch ${tuning.best} was kept`}.`,
      table(
        ['epoch', 'loss', 'right', 'loss, held out', 'right, held out'],
        tuning.epochs.map(({ epoch, loss, accuracy, validationLoss, validationAccuracy }) => [
          ...[String(epoch), loss.toFixed(4), percent(accuracy)],
          ...[score(validationLoss, (number) => number.toFixed(4)), score(validationAccuracy, percent)],
        ]),
      ),
    );
  }
  if (learningCurve !== undefined) {
    const row = ({ photosPerClass, accuracy, interval }: (typeof learningCurve.points)[number], what: string): string[] => [
      ...[photosPerClass.toFixed(0), percent(accuracy), interval === undefined ? '' : percentInterval(interval), what],
    ];
    section(
      `Would more ${many} help?`,
      table(
        [`${many} a class`, 'accuracy', '95 % interval', ''],
        [...learningCurve.points.map((point) => row(point, 'measured')), ...learningCurve.forecast.map((point) => row(point, 'forecast'))],
      ),
    );
  }
  if (suspects !== undefined) {
    section(
      `${worth.charAt(0).toUpperCase()}${worth.slice(1)} in your ${many}`,
      ...suspects.remarks.map(plainText),
      table(
        [one, 'what'],
        [
          ...suspects.labelErrors
            .slice(0, mostRows)
            .map(({ photo, suggested, confidence }) => [
              file(photo),
              `labelled ${name(photos[photo]?.label)}, ${resembles} ${name(suggested)} (${percent(confidence, 0)})`,
            ]),
          ...suspects.duplicates
            .slice(0, mostRows)
            .map(({ photos: group, kind }) => [group.map(file).join(', '), kind === 'exact' ? 'the same file' : 'nearly the same']),
          ...suspects.others.slice(0, mostRows).map(({ photo, reason }) => [file(photo), reason]),
        ],
      ),
    );
  }
  section(
    'How it was made',
    fenced(making.command),
    table(
      ['what', 'value'],
      [
        ...making.facts.map(({ name: fact, value }) => [fact, value]),
        ['Seed', String(making.seed)],
        [
          'Time',
          `features ${duration(making.seconds.features)}, head ${duration(making.seconds.head)}, in all ${duration(making.seconds.total)}`,
        ],
        ...[...making.versions, ...making.hashes].map(({ name: what, value }) => [what, value]),
      ],
    ),
    ...(skipped.length > 0 ? [`${thousands(skipped.length)} files were passed over.`] : []),
  );
  return `${parts.join('\n\n')}\n`;
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return 'None.';
  const line = (cells: readonly string[]): string => `| ${cells.map(plainText).join(' | ')} |`;
  return [line(columns), `|${' --- |'.repeat(columns.length)}`, ...rows.map(line)].join('\n');
}

/** Text that Markdown takes for text: no markup, no HTML, no link, one line. */
function plainText(text: string): string {
  return text.replace(/[\r\n\t]+/g, ' ').replace(/[\\`*_{}[\]<>|#&~!]/g, (sign) => `\\${sign}`);
}

/** Code in a fence that is longer than any run of backticks in it. */
function fenced(code: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}sh\n${code}\n${fence}`;
}
