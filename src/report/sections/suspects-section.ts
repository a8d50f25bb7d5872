import { wordsOf } from '../../medium.ts';
import { type Html, html } from '../escape-html.ts';
import { photoButton } from '../photo-button.ts';
import type { ReportData, ReportSuspects } from '../report-data.ts';
import type { WriteSection } from '../section.ts';
import { counted, percent } from '../write-numbers.ts';

/** So many of each are shown; `graft check` lists all. */
const mostShown = 24;

/** What in the photos is worth a look before they are trained on again. */
export const suspectsSection: WriteSection = (data) => {
  const { suspects } = data;
  if (suspects === undefined) return undefined;
  const { labelErrors, duplicates, others, remarks } = suspects;
  const { one, many, worth } = wordsOf(data.medium);
  const nothing = labelErrors.length + duplicates.length + others.length + remarks.length === 0;
  return {
    id: 'suspects',
    title: `${worth.charAt(0).toUpperCase()}${worth.slice(1)} in your ${many}`,
    body: nothing
      ? html`<p>Nothing was found: no label that looks wrong, no ${one} that is there twice.</p>`
      : html`${remarks.map((remark) => html`<p>${remark}</p>`)}
${labelErrors.length > 0 ? labelErrorsPart(data, labelErrors) : ''}
${duplicates.length > 0 ? duplicatesPart(data, duplicates) : ''}
${others.length > 0 ? othersPart(data, others) : ''}`,
  };
};

function labelErrorsPart(data: ReportData, labelErrors: ReportSuspects['labelErrors']): Html {
  const name = (label: number | undefined): string => data.classes[label ?? -1] ?? '';
  const { one, met, resembles, examine } = wordsOf(data.medium);
  return html`<h3>Labels that look wrong</h3>
<p>${shown(labelErrors.length, one)}: each ${resembles} another class than its label says, to heads that had not ${met} it; the surest first. ${examine === 'look at' ? 'Look' : 'Listen'} before you change any.</p>
<div class="groups">${labelErrors.slice(0, mostShown).map(
    ({ photo, suggested, confidence, alike = [] }) => html`<div class="group">
<p><span class="struck">${name(data.photos[photo]?.label)}</span> <span aria-hidden="true">→</span><span class="unseen">, rather</span> <b>${name(suggested)}</b> <span class="quiet">${percent(confidence, 0)}</span></p>
<div class="side">${photoButton(data, photo)}
${alike.length > 0 ? html`<div><h4>Like these</h4><div class="strip">${alike.slice(0, 2).map((other) => photoButton(data, other, name(data.photos[other]?.label)))}</div></div>` : ''}</div>
<p class="file">${data.photos[photo]?.file}</p>
</div>`,
  )}</div>`;
}

function duplicatesPart(data: ReportData, duplicates: ReportSuspects['duplicates']): Html {
  return html`<h3>${wordsOf(data.medium).Many} that are there more than once</h3>
<p>${shown(duplicates.length, 'group')}. Copies under two labels mean that one is wrong; copies on both sides of the split flatter the measurement.</p>
<div class="groups">${duplicates.slice(0, mostShown).map(
    ({
      photos,
      kind,
      acrossClasses,
      acrossSides,
    }) => html`<div class="group"><p class="tags"><span class="tag">${kind === 'exact' ? 'the same file' : 'nearly the same'}</span>${acrossClasses ? html` <span class="tag warn">two labels</span>` : ''}${acrossSides ? html` <span class="tag warn">both sides of the split</span>` : ''}</p>
<div class="strip">${photos.slice(0, 6).map((photo) => photoButton(data, photo, data.classes[data.photos[photo]?.label ?? -1] ?? ''))}</div></div>`,
  )}</div>`;
}

function othersPart(data: ReportData, others: ReportSuspects['others']): Html {
  return html`<h3>Odd ones</h3>
<div class="gallery">${others.slice(0, mostShown).map(({ photo, reason }) => photoButton(data, photo, reason))}</div>`;
}

function shown(count: number, what: string): string {
  return count > mostShown ? `${counted(count, what)}; the first ${mostShown} are shown` : counted(count, what);
}
