import { wordsOf } from '../../medium.ts';
import { html, trusted } from '../escape-html.ts';
import { numbersBehind, type WriteSection } from '../section.ts';
import { percent, percentInterval } from '../write-numbers.ts';

/** Whether more photos would help. */
export const learningCurveSection: WriteSection = ({ learningCurve, medium }, pictures) => {
  if (learningCurve === undefined || learningCurve.points.length === 0) return undefined;
  const { points, forecast } = learningCurve;
  const { many, Many } = wordsOf(medium);
  const [last, next] = [points.at(-1), forecast.at(-1)];
  const outlook =
    last === undefined || next === undefined
      ? ''
      : `With ${Math.round(last.photosPerClass)} ${many} a class it is right for ${percent(last.accuracy)}; with ${Math.round(next.photosPerClass)} the curve points to ${percent(next.accuracy)}. A forecast, not a promise: it holds if the new ${many} are like the old ones.`;
  return {
    id: 'more-photos',
    title: `Would more ${many} help?`,
    body: html`<p>${outlook}</p>
${pictures.learningCurve && html`<figure class="plot" role="img" aria-label="Learning curve: accuracy against ${many} a class, ${points.length} points measured, ${forecast.length} forecast. The numbers follow.">${trusted(pictures.learningCurve)}</figure>`}
${numbersBehind(
  `Accuracy against ${many} a class`,
  [`${Many} a class`, 'Accuracy', '95 % interval', ''],
  [...points.map((point) => [...cells(point), 'measured']), ...forecast.map((point) => [...cells(point), 'forecast'])],
)}`,
  };
};

function cells({
  photosPerClass,
  accuracy,
  interval,
}: {
  photosPerClass: number;
  accuracy: number;
  interval?: { low: number; high: number } | undefined;
}): string[] {
  return [photosPerClass.toFixed(photosPerClass < 10 ? 1 : 0), percent(accuracy), interval === undefined ? '–' : percentInterval(interval)];
}
