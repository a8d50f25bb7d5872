import { element } from './element.ts';

const dialog = element('camera', HTMLDialogElement);
const video = element('viewfinder', HTMLVideoElement);
const says = element('camera-says', HTMLElement);

/** Lets the button open the camera and hands over what is taken. Where there is no camera, there is no button. */
export function offerCamera(take: (frame: HTMLCanvasElement) => void): void {
  const button = element('open-camera', HTMLButtonElement);
  if (navigator.mediaDevices === undefined) return; // not served over https
  button.hidden = false;
  button.addEventListener('click', () => void open());
  element('shoot', HTMLButtonElement).addEventListener('click', () => {
    if (video.videoWidth === 0) return;
    const frame = document.createElement('canvas');
    frame.width = video.videoWidth;
    frame.height = video.videoHeight;
    frame.getContext('2d')?.drawImage(video, 0, 0);
    dialog.close();
    take(frame);
  });
  element('close-camera', HTMLButtonElement).addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', stop);
}

/** Counts the openings: the browser may ask for leave so long that the camera is closed and opened again meanwhile. */
let opening = 0;

async function open(): Promise<void> {
  const mine = ++opening;
  const isCurrent = (): boolean => dialog.open && mine === opening;
  says.textContent = '';
  dialog.showModal();
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
    if (!isCurrent()) return end(stream);
    video.srcObject = stream;
    await video.play();
  } catch (error) {
    if (isCurrent()) says.textContent = `The camera cannot be used: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function stop(): void {
  if (video.srcObject instanceof MediaStream) end(video.srcObject);
  video.srcObject = null;
}

function end(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
