/** HTML that is safe to put into a page: only {@link html} and {@link trusted} make it. */
export interface Html {
  readonly markup: string;
}

/** What may stand in a template: text and numbers are escaped, HTML is not, nothing is written for undefined. */
export type HtmlPart = string | number | Html | undefined | readonly HtmlPart[];

/** Text as it may stand in an element or in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replaceAll('\0', '\ufffd').replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** A template whose parts are escaped: file names and labels are the user's, or whoever sent the photos. */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return { markup: strings.map((text, at) => text + (at < parts.length ? write(parts[at]) : '')).join('') };
}

/** HTML that was made elsewhere and escaped there, such as a drawing. */
export function trusted(markup: string): Html {
  return { markup };
}

function write(part: HtmlPart): string {
  if (part === undefined) return '';
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number') return String(part);
  if ('markup' in part) return part.markup;
  return part.map(write).join('');
}

/** JSON as it may stand in a script element: nothing in it can end that element or begin a comment. */
export function scriptJson(value: unknown): Html {
  const json = JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return { markup: json };
}
