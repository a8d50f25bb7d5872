import { invalidArgument } from '../errors.ts';
import type { RawPixels } from '../pictures/raw-pixels.ts';

/** What a page has drawn or shows already. */
export type DrawnImage = ImageBitmap | HTMLImageElement | HTMLVideoElement | HTMLCanvasElement | OffscreenCanvas | VideoFrame;

/**
 * A picture in a browser: an address, an encoded file (`File` and `Blob` are what inputs, drops and pastes give), its bytes,
 * raw pixels, or what the page shows already, of which a video gives the frame of the moment.
 */
export type WebImage = string | URL | Blob | ArrayBuffer | Uint8Array | ImageData | RawPixels | DrawnImage;

/** What a picture is, once told apart. */
export type WebImageSource =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array<ArrayBuffer>; readonly name: string | undefined }
  | { readonly kind: 'pixels'; readonly pixels: RawPixels }
  | { readonly kind: 'drawn'; readonly image: DrawnImage; readonly width: number; readonly height: number };

/**
 * Tells the forms of {@link WebImage} apart.
 *
 * @throws `INVALID_ARGUMENT`
 */
export async function webImageSource(input: WebImage): Promise<WebImageSource> {
  if (typeof input === 'string') return { kind: 'address', address: input };
  if (input instanceof URL) return { kind: 'address', address: input.href };
  if (input instanceof Blob) {
    const name = typeof File === 'function' && input instanceof File ? input.name : undefined;
    return { kind: 'bytes', bytes: new Uint8Array(await input.arrayBuffer()), name };
  }
  if (input instanceof ArrayBuffer) return { kind: 'bytes', bytes: new Uint8Array(input), name: undefined };
  if (input instanceof Uint8Array) return { kind: 'bytes', bytes: new Uint8Array(input), name: undefined };
  if (typeof ImageData === 'function' && input instanceof ImageData) {
    const { width, height, data } = input;
    return { kind: 'pixels', pixels: { width, height, channels: 4, data: new Uint8ClampedArray(data) } };
  }
  const size = sizeOf(input);
  if (size !== undefined) return { kind: 'drawn', ...size };
  if (typeof input === 'object' && input !== null && 'channels' in input) return { kind: 'pixels', pixels: input };
  throw invalidArgument('image', 'an address, a Blob, bytes, pixels, or an image, video or canvas of the page', input);
}

/** How large a picture of the page is, in its own pixels rather than those it is shown in; undefined where it is none. */
function sizeOf(input: unknown): { image: DrawnImage; width: number; height: number } | undefined {
  if (typeof HTMLImageElement === 'function' && input instanceof HTMLImageElement) {
    return { image: input, width: input.naturalWidth, height: input.naturalHeight };
  }
  if (typeof HTMLVideoElement === 'function' && input instanceof HTMLVideoElement) {
    return { image: input, width: input.videoWidth, height: input.videoHeight };
  }
  if (typeof VideoFrame === 'function' && input instanceof VideoFrame) {
    return { image: input, width: input.displayWidth, height: input.displayHeight };
  }
  if (
    (typeof ImageBitmap === 'function' && input instanceof ImageBitmap) ||
    (typeof HTMLCanvasElement === 'function' && input instanceof HTMLCanvasElement) ||
    (typeof OffscreenCanvas === 'function' && input instanceof OffscreenCanvas)
  ) {
    return { image: input, width: input.width, height: input.height };
  }
  return undefined; // workers lack some of these classes, and old browsers others
}
