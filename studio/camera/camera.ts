import { signal } from '@preact/signals';
import { type MediaFault, mediaFault } from '../../capture/media-fault.ts';
import { keptSignal } from '../state/kept-signal.ts';

/** The one camera of the page; whoever shows it opens it, and closes it when gone. */
export type CameraState =
  | { readonly state: 'off' | 'opening' }
  | { readonly state: 'on'; readonly stream: MediaStream; readonly device: string }
  | { readonly state: 'failed'; readonly why: MediaFault };

export const camera = signal<CameraState>({ state: 'off' });

/** The cameras there are. Their names are known only once one was allowed. */
export const cameras = signal<readonly { readonly id: string; readonly name: string }[]>([]);

/** Whether the picture is shown as in a mirror; what is recorded stays as the camera sees it. @default 'yes' */
export const mirror = keptSignal('mirror', ['yes', 'no'], 'yes');

/** What the pictures are for: `record`, to be kept; `judge`, to be looked at by the network as often as can be. */
export type CameraUse = 'record' | 'judge';

/** Of one shape, so that what is learned from and what is judged are stretched alike. What is judged is no smaller than any backbone reads. */
const wantedSizes: Readonly<Record<CameraUse, MediaTrackConstraints>> = {
  record: { width: { ideal: 1280 }, height: { ideal: 720 } },
  judge: { width: { ideal: 640 }, height: { ideal: 360 } },
};

let use: CameraUse = 'record';

/** The camera that was chosen, for as long as the page is open: it is opened again for another class, and in another view. */
let chosen: string | undefined;

/** Counts the calls, so that an answer that comes late does not open what was closed meanwhile. */
let attempt = 0;

/** Opens a camera: that one, or the one that is open, or the browser's choice. What goes wrong is in {@link camera}. */
export async function openCamera(device?: string, wantedUse = use): Promise<void> {
  if (device === undefined && wantedUse === use && (camera.value.state === 'on' || camera.value.state === 'opening')) return;
  closeCamera();
  use = wantedUse;
  if (device !== undefined) chosen = device;
  attempt += 1;
  const mine = attempt;
  if (navigator.mediaDevices === undefined) {
    camera.value = { state: 'failed', why: 'unsupported' };
    return;
  }
  camera.value = { state: 'opening' };
  try {
    const stream = await openStream(wantedSizes[use]);
    if (mine !== attempt) {
      stopTracks(stream);
      return;
    }
    const [track] = stream.getVideoTracks();
    track?.addEventListener('ended', () => {
      if (mine === attempt) camera.value = { state: 'failed', why: 'lost' };
    });
    camera.value = { state: 'on', stream, device: track?.getSettings().deviceId ?? '' };
    const devices = await navigator.mediaDevices.enumerateDevices();
    cameras.value = devices.filter(({ kind }) => kind === 'videoinput').map(({ deviceId, label }) => ({ id: deviceId, name: label }));
  } catch (error) {
    if (mine === attempt) camera.value = { state: 'failed', why: mediaFault(error) };
  }
}

/** The chosen camera, or where that one was unplugged, the browser's choice. */
async function openStream(size: MediaTrackConstraints): Promise<MediaStream> {
  if (chosen === undefined) return navigator.mediaDevices.getUserMedia({ video: size, audio: false });
  try {
    return await navigator.mediaDevices.getUserMedia({ video: { ...size, deviceId: { exact: chosen } }, audio: false });
  } catch (error) {
    if (!(error instanceof DOMException) || !['OverconstrainedError', 'NotFoundError'].includes(error.name)) throw error;
    chosen = undefined;
    return await openStream(size);
  }
}

export function closeCamera(): void {
  attempt += 1;
  if (camera.value.state === 'on') stopTracks(camera.value.stream);
  camera.value = { state: 'off' };
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
