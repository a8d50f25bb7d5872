import { explainLogit } from '../../explanation/explain-logit.ts';
import { frameInPhoto } from '../../explanation/frame-in-photo.ts';
import { paintOverlay } from '../../explanation/paint-evidence.ts';
import { encodeImage } from '../../media/encode-image.ts';
import type { HeatMap } from '../contract.ts';
import type { CurrentRun } from './current-run.ts';
import type { Evidence } from './picture-judge.ts';

/** Places to a side of the map. The blocks have 8 to 35 to a side, so that nothing is lost; more only cost time. */
const mapSide = 96;

/** The longer side of the overlay, in pixels: the browser enlarges it smoothly. */
const longestSide = 192;

/** A picture's own size, upright, in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Paints where in a picture the evidence for a class lies: exact class activation maps, as `model.explain` has them.
 *
 * @param label The class's place among the run's.
 */
export async function paintHeat(
  { layer, blocks }: Evidence,
  { bench, classes }: CurrentRun,
  label: number,
  { width, height }: PictureSize,
): Promise<HeatMap> {
  const { map, logit, bias } = explainLogit(layer, blocks, { index: label, width: mapSide, height: mapSide });
  const scale = Math.min(1, longestSide / Math.max(width, height));
  const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  const whole = frameInPhoto(width, height, bench.preprocessing);
  const [across, down] = [size.width / width, size.height / height];
  const frame = { left: whole.left * across, top: whole.top * down, width: whole.width * across, height: whole.height * down };
  const png = await encodeImage({ ...size, channels: 4, data: paintOverlay(size, { map, frame }) }, { format: 'png' });
  const overlay = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  return { class: classes[label]?.id ?? '', overlay, ...size, evidence: logit - bias, bias };
}
