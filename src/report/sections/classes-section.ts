import { wordsOf } from '../../medium.ts';
import { type Html, html } from '../escape-html.ts';
import { table, type WriteSection } from '../section.ts';
import { percent, thousands } from '../write-numbers.ts';

/** How well each class is told from the others. */
export const classesSection: WriteSection = ({ classes, counts, evaluation, medium }) => {
  const { many } = wordsOf(medium);
  const scores = evaluation?.perClass ?? [];
  return {
    id: 'classes',
    title: 'Class by class',
    body: html`${evaluation && html`<p><dfn>Found</dfn> is recall: of the ${many} of a class, the part that is named rightly. <dfn>Right</dfn> is precision: of the ${many} named so, the part that is. F1 is the harmonic mean of the two.</p>`}
${table(
  `Each class, its ${many} and its scores`,
  ['Class', 'Learned from', 'Held out', ...(evaluation ? ['Measured on', 'Found', 'Right', 'F1'] : [])],
  classes.map((label, index) => {
    const score = scores[index];
    return [
      label,
      thousands(counts[index]?.train ?? 0),
      thousands(counts[index]?.validation ?? 0),
      ...(evaluation
        ? [
            thousands(score?.support ?? 0),
            bar(score?.recall, score?.support),
            bar(score?.precision, score?.support),
            bar(score?.f1, score?.support),
          ]
        : []),
    ];
  }),
)}`,
  };
};

/** A part as a number with a bar behind it. */
function bar(part: number | undefined, support: number | undefined): Html {
  if (part === undefined || support === 0) return html`–`;
  return html`<span class="bar" style="--part:${part.toFixed(3)}">${percent(part, 0)}</span>`;
}
