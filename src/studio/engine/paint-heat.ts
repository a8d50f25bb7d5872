import type { Activations } from '../../classifier/activation-network.ts';
import { GraftError } from '../../errors.ts';
import { explainLogit } from '../../explanation/explain-logit.ts';
import { frameInPhoto } from '../../explanation/frame-in-photo.ts';
import { paintOverlay } from '../../explanation/paint-evidence.ts';
import { withoutTemperature } from '../../heads/linear-head.ts';
import { encodeImage } from '../../media/encode-image.ts';
import type { HeatMap } from '../contract.ts';
import type { CurrentRun } from './current-run.ts';

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
 * Paints where in a picture the evidence for a class lies: exact class activation maps under the head of a run, as `model.explain` has them.
 *
 * @param blocks What `Workbench.activationsOf` gave for the picture.
 * @param label The class's place among the run's.
 * @throws `MODEL_INCAPABLE` where the head is not linear
 */
export async function paintHeat(
  { trained: { head }, bench, classes }: CurrentRun,
  blocks: Activations['blocks'],
  label: number,
  { width, height }: PictureSize,
): Promise<HeatMap> {
  if (head.kind !== 'softmax') {
    throw new GraftError(
      'MODEL_INCAPABLE',
      `A ${head.kind} head's answer cannot be taken apart over the picture: it is no sum over places.`,
      {
        hint: 'Choose the softmax head under Train; it is fitted anew in a moment.',
      },
    );
  }
  const { map, logit, bias } = explainLogit(withoutTemperature(head), blocks, { index: label, width: mapSide, height: mapSide });
  const scale = Math.min(1, longestSide / Math.max(width, height));
  const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  const whole = frameInPhoto(width, height, bench.preprocessing);
  const [across, down] = [size.width / width, size.height / height];
  const frame = { left: whole.left * across, top: whole.top * down, width: whole.width * across, height: whole.height * down };
  const png = await encodeImage({ ...size, channels: 4, data: paintOverlay(size, { map, frame }) }, { format: 'png' });
  const overlay = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  return { class: classes[label]?.id ?? '', overlay, ...size, evidence: logit - bias, bias };
}
