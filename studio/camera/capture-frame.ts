/** High enough that a network sees no difference to the camera's own picture. */
const quality = 0.92;

/** One frame of a video as a JPEG, in the size that the camera gives; undefined before its first picture. */
export async function captureFrame(video: HTMLVideoElement, canvas: HTMLCanvasElement): Promise<Blob | undefined> {
  const { videoWidth: width, videoHeight: height } = video;
  const context = canvas.getContext('2d');
  if (width === 0 || height === 0 || context === null) return undefined;
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  context.drawImage(video, 0, 0);
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), 'image/jpeg', quality));
}
