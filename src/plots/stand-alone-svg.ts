/** What a drawing is called, and how large it is shown. */
export interface StandAloneDrawing {
  /** Read by screen readers. */
  readonly label: string;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

/** Colours of a drawing that stands alone; a page that holds one has its own. */
const style = `<style>svg{color-scheme:light dark;--paper:#fbfaf8;--ink:#1d2126;--quiet:#5b636d;--line:#dfdcd6;--accent:#24589e;--pays:#2f8f5b;background:var(--paper);font:13px system-ui,sans-serif}text{fill:var(--ink)}@media (prefers-color-scheme:dark){svg{--paper:#15171a;--ink:#e8e6e2;--quiet:#a3a9b1;--line:#343940;--accent:#8fb8f0;--pays:#4fb27c}}</style>`;

/** Makes a drawing of `drawSvg` a file that needs nothing else, light or dark as its reader is. */
export function standAloneSvg(svg: string, { label, width, height }: StandAloneDrawing): string {
  const alone = `xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" role="img" aria-label="${label}"`;
  return `${svg.replace('aria-hidden="true"', alone).replace('>', `>${style}`)}\n`;
}
