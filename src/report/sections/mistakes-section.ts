import { wordsOf } from '../../medium.ts';
import { base64 } from '../base64.ts';
import { type Html, html } from '../escape-html.ts';
import { photoButton } from '../photo-button.ts';
import type { ReportData, ReportMistake } from '../report-data.ts';
import type { ReportPictures } from '../report-pictures.ts';
import type { WriteSection } from '../section.ts';
import { percent } from '../write-numbers.ts';

/** The photos that the model is surest of, and wrong: with where the evidence lay, and what they resemble. */
export const mistakesSection: WriteSection = (data, pictures) => {
  if (data.mistakes.length === 0) return undefined;
  const { one, many, met } = wordsOf(data.medium);
  const painted = pictures.mistakes.some(({ evidence }) => evidence !== undefined);
  return {
    id: 'mistakes',
    title: 'The most confident mistakes',
    body: html`<p>Each of these was taken for another class by a head that had not ${met} it, the surest first.
${painted ? html` The second picture shows where that comes from, to a head that has learned from none of these ${many}: <b class="for">orange</b> places speak for the class that was named, <b class="against">blue</b> ones for the class that it is.` : ''}
Where a ${one} ${data.medium === 'sounds' ? 'sounds' : 'looks'} mislabelled, it may be: the ${many} below it are those it resembles most.</p>
<div class="mistakes">
${data.mistakes.map((mistake, at) => article(data, mistake, pictures.mistakes[at] ?? {}, pictures.recordings?.[mistake.photo] !== undefined))}
</div>`,
  };
};

function article(
  data: ReportData,
  { photo, nearest }: ReportMistake,
  { view, evidence }: ReportPictures['mistakes'][number],
  isHeard: boolean,
): Html {
  const { file = '', label = 0, predicted = 0, probability = 0 } = data.photos[photo] ?? {};
  const { one } = wordsOf(data.medium);
  const [given, named] = [data.classes[label] ?? '', data.classes[predicted] ?? ''];
  return html`<article class="mistake">
<h3>${given} <span class="arrow" aria-hidden="true">→</span><span class="unseen">, taken for</span> ${named}</h3>
<p class="sure">${percent(probability, 0)} sure of “${named}”</p>
<div class="views">
${view && html`<figure><img src="data:image/webp;base64,${base64(view)}" alt="The ${one} ${file}, labelled ${given}" decoding="async"></figure>`}
${evidence && html`<figure><img src="data:image/webp;base64,${base64(evidence)}" alt="The same ${one}; orange places speak for ${named}, blue ones for ${given}" decoding="async"></figure>`}
</div>
${isHeard ? html`<div data-player="${photo}"></div>` : ''}
<p class="file">${file}</p>
${
  nearest.length > 0
    ? html`<h4>Most alike</h4>
<div class="strip">${nearest.map((near) => photoButton(data, near.photo, data.classes[data.photos[near.photo]?.label ?? 0] ?? ''))}</div>`
    : ''
}
</article>
`;
}
