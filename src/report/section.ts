import { type Html, type HtmlPart, html } from './escape-html.ts';
import type { ReportData } from './report-data.ts';
import type { ReportPictures } from './report-pictures.ts';

/** One section of the page: what it needs to be written, and where it stands. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}

/** Writes a section; undefined where there is nothing to say. */
export type WriteSection = (data: ReportData, pictures: ReportPictures) => Section | undefined;

/** A table that reads well aloud: a caption, and headings of columns and rows. The first cell of a row is its heading. */
export function table(caption: string, columns: readonly string[], rows: readonly (readonly HtmlPart[])[]): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>
${rows.map(([first, ...others]) => html`<tr><th scope="row">${first}</th>${others.map((cell) => html`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table></div>`;
}

/** The numbers behind a drawing, folded away. */
export function numbersBehind(caption: string, columns: readonly string[], rows: readonly (readonly HtmlPart[])[]): Html {
  return html`<details><summary>The numbers</summary>${table(caption, columns, rows)}</details>`;
}
