/** A frame of a video: small, to be judged, and whole, to be learned from. */
export interface LiveFrame {
  /** In the size that the camera gives; drawn over when {@link FrameTaker} has taken some more, unless it is held. */
  readonly whole: HTMLCanvasElement;
  /** As it is sent to be judged. */
  readonly jpeg: Blob;
  readonly takenMs: number;
}

/** A side that is no shorter than what any backbone of the catalogue reads, so that nothing it would see is lost. */
const leastSide = 320;

/** As of the photos that are learned from. */
const quality = 0.92;

/** So many frames stay as they are while others are taken: one is shown, two are on the way, one is being taken. */
const kept = 4;

/**
 * Takes frames of a video.
 *
 * What is judged is halved as long as it stays larger than what the networks read: each pixel the mean of four, which is what the decoder does with
 * a large JPEG that is learned from, so that both are prepared alike; it is encoded, sent and decoded in a quarter of the time.
 */
export class FrameTaker {
  readonly #wholes = Array.from({ length: kept }, () => document.createElement('canvas'));
  readonly #small = document.createElement('canvas');
  /** What is shown as judged, and would be learned from: it stays as it is also while answers fail to come. */
  held: HTMLCanvasElement | undefined;

  /** The frame that a video shows; undefined before its first. */
  async take(video: HTMLVideoElement): Promise<LiveFrame | undefined> {
    const takenMs = performance.now();
    const { videoWidth: width, videoHeight: height } = video;
    const at = this.#wholes.findIndex((each) => each !== this.held);
    const [whole] = this.#wholes.splice(at, 1);
    if (whole === undefined) return undefined;
    this.#wholes.push(whole); // the one that was taken longest ago comes first
    if (width === 0 || height === 0) return undefined;
    draw(video, whole, width, height);
    const shrink = halvings(Math.min(width, height));
    if (shrink > 1) draw(whole, this.#small, Math.round(width / shrink), Math.round(height / shrink));
    const jpeg = await encode(shrink > 1 ? this.#small : whole);
    return jpeg && { whole, jpeg, takenMs };
  }
}

/** A canvas as a JPEG. */
export function encode(canvas: HTMLCanvasElement): Promise<Blob | undefined> {
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), 'image/jpeg', quality));
}

/** By how much a picture is made smaller: 1, 2, 4, … */
function halvings(side: number): number {
  return side / 2 < leastSide ? 1 : 2 * halvings(side / 2);
}

function draw(from: CanvasImageSource, to: HTMLCanvasElement, width: number, height: number): void {
  if (to.width !== width) to.width = width;
  if (to.height !== height) to.height = height;
  const context = to.getContext('2d', { alpha: false, willReadFrequently: true });
  if (context === null) return;
  context.imageSmoothingQuality = 'medium'; // by halves, as the decoder does
  context.drawImage(from, 0, 0, width, height);
}
