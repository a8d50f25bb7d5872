/** What the page knows of the folder that it stands in: `graft-site.json`. */
export interface SiteFacts {
  readonly name: string;
  /** The files that a visitor fetches, and their bytes. */
  readonly files: Readonly<Record<string, number>>;
}

/** Reads it out of the page, where the export wrote it. */
export function siteFacts(): SiteFacts {
  return JSON.parse(document.querySelector('#facts')?.textContent ?? '{}') as SiteFacts; // our own writing
}
