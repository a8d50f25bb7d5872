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

async function open(): Promise<void> {
  says.textContent = '';
  dialog.showModal();
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
    if (!dialog.open) {
      for (const track of stream.getTracks()) track.stop(); // closed meanwhile
      return;
    }
    video.srcObject = stream;
    await video.play();
  } catch (error) {
    says.textContent = `The camera cannot be used: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function stop(): void {
  const stream = video.srcObject;
  if (stream instanceof MediaStream) for (const track of stream.getTracks()) track.stop();
  video.srcObject = null;
}
