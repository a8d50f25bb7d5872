import { drawWaysByPhotos, drawWaysBySeconds } from '../plots/draw-ways.ts';
import type { WaysComparison } from '../report/ways-data.ts';
import { waysHtml } from '../report/ways-html.ts';
import type { WaysPictures } from '../report/ways-pictures.ts';
import { waysSvg } from '../report/ways-svg.ts';

/** A comparison as one page that needs nothing else, light or dark as whoever reads it. */
export function comparisonHtml(comparison: WaysComparison): string {
  return waysHtml(comparison, draw(comparison));
}

/** Accuracy against photos and against seconds, as one SVG file. */
export function comparisonSvg(comparison: WaysComparison): string {
  return waysSvg(comparison, draw(comparison));
}

function draw(comparison: WaysComparison): WaysPictures {
  return {
    byPhotos: drawWaysByPhotos(comparison),
    bySeconds: comparison.photos.map((photosPerClass) => ({ photosPerClass, svg: drawWaysBySeconds(comparison, photosPerClass) })),
  };
}
