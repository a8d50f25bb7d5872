/**
 * A page of one's own that records and says what it hears; nothing leaves the browser.
 *
 * Put the folder of `graft export recordings.graft --to web` where the page is served from, bundle this with Vite, esbuild or the like, and
 * give the page an `<input type="file">`, a `<button>` to record for three seconds, and an `<ol>`.
 */
import { GraftError, loadModel, type WebSound } from 'graft-ml/web';

const [input, button, list] = [document.querySelector('input'), document.querySelector('button'), document.querySelector('ol')];
const model = await loadModel('/recordings'); // model.medium is 'sounds'

input?.addEventListener('change', () => void show(input.files?.[0]));
button?.addEventListener('click', () => void show(record(3)));

/** Writes what the whole is, and below what is heard when. */
async function show(given: WebSound | Promise<WebSound> | undefined): Promise<void> {
  if (given === undefined) return;
  try {
    const sound = await given; // or why there is no microphone
    const [[best] = []] = await model.predict([sound], { top: 1 });
    const spans = await model.timeline(sound, {
      onProgress: ({ done, total }) => {
        document.title = `${done} of ${total}`;
      },
    });
    const lines = spans.map(({ start, end, label }) => `${start.toFixed(1)} to ${end.toFixed(1)} s: ${label}`);
    list?.replaceChildren(...[`${best?.label} (${best?.probability.toFixed(2)})`, ...lines].map(listItem));
  } catch (error) {
    list?.replaceChildren(listItem(error instanceof GraftError ? `${error.message} ${error.hint}` : String(error)));
  }
}

/** Some seconds of the microphone, in whatever form this browser records. */
async function record(seconds: number): Promise<Blob> {
  // What makes calls clearer would make the sound unlike those that the model learned from.
  const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  const stream = await navigator.mediaDevices.getUserMedia({ audio });
  const recorder = new MediaRecorder(stream);
  const recorded = new Promise<Blob>((resolve) => recorder.addEventListener('dataavailable', ({ data }) => resolve(data)));
  recorder.start();
  setTimeout(() => {
    recorder.stop();
    for (const track of stream.getTracks()) track.stop();
  }, 1000 * seconds);
  return await recorded;
}

function listItem(text: string): HTMLElement {
  const item = document.createElement('li');
  item.textContent = text;
  return item;
}
