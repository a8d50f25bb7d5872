/** The page that a server has at `/`: what it serves, and a form to try a photo or a sound. It speaks with the server as any client does. */
import { offerRecording } from '../capture/offer-recording.ts';
import type { ModelInfo, PredictResponse } from '../src/server/contract.ts';
import { writeWav } from '../src/sounds/write-wav.ts';
import { element, find } from './element.ts';
import { showModel } from './show-model.ts';
import { showOutcome } from './show-outcome.ts';

const models = find('models', HTMLElement);
const chooser = find('model', HTMLSelectElement);
const file = find('file', HTMLInputElement);
const drop = find('drop', HTMLElement);
const results = find('results', HTMLElement);
const status = find('status', HTMLElement);
const tokenForm = find('token-form', HTMLFormElement);
const tokenInput = find('token', HTMLInputElement);

/** Kept in this page alone: gone when it is closed. */
let token = '';

/** What the server has, by name. */
let known: ReadonlyMap<string, ModelInfo> = new Map();

/** What the form says for each kind of model. */
const words = {
  photos: {
    title: 'Try a photo',
    drop: 'Drop photos here, paste one, or choose',
    accept: 'image/*',
    one: 'Looking at the photo …',
    some: (count: number): string => `Looking at ${count} photos …`,
    curl: 'image=@photo.jpg',
  },
  sounds: {
    title: 'Try a sound',
    drop: 'Drop sounds here (WAV, FLAC, MP3, Ogg Vorbis, Opus), or choose',
    accept: 'audio/*,.wav,.flac,.mp3,.ogg,.oga,.opus',
    one: 'Listening to the sound …',
    some: (count: number): string => `Listening to ${count} sounds …`,
    curl: 'sound=@sound.wav',
  },
} as const;

const taken = (): ModelInfo['takes'] => known.get(chooser.value)?.takes ?? 'photos';

/** Asks the server; an answer that is no success is thrown in the server's own words. */
async function ask(path: string, options: RequestInit = {}): Promise<unknown> {
  const headers = token === '' ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(path, { ...options, headers });
  const body = await response.json();
  if (response.ok) return body;
  if (response.status === 401) tokenForm.hidden = false;
  throw new Error([body.error?.message, body.error?.hint].filter(Boolean).join(' '));
}

function say(text: string, isFault = false): void {
  status.textContent = text;
  status.classList.toggle('fault', isFault);
}

async function load(): Promise<void> {
  say('');
  const { models: served } = (await ask('/v1/models')) as { models: ModelInfo[] }; // the server's own contract
  tokenForm.hidden = true;
  find('try', HTMLElement).hidden = false;
  known = new Map(served.map((model) => [model.name, model]));
  models.replaceChildren(...served.map(showModel));
  chooser.replaceChildren(...served.map(({ name }) => element('option', { value: name }, name)));
  find('chooser', HTMLElement).hidden = served.length < 2;
  showForm();
}

/** The form, as the chosen model wants it. */
function showForm(): void {
  const { title, drop: text, accept, curl } = words[taken()];
  find('try-title', HTMLElement).textContent = title;
  find('drop-text', HTMLElement).textContent = text;
  file.accept = accept;
  find('recorder', HTMLElement).hidden = taken() !== 'sounds';
  const path = `/v1/models/${encodeURIComponent(chooser.value)}/predict`;
  const authorization = token === '' && tokenForm.dataset['asks'] !== 'true' ? '' : " -H 'Authorization: Bearer …'";
  find('curl', HTMLElement).textContent = `curl -F ${curl}${authorization} ${location.origin}${path}`;
}

async function classify(files: readonly File[]): Promise<void> {
  if (files.length === 0) return;
  const form = new FormData();
  for (const each of files) form.append('image', each);
  const takes = taken();
  const { one, some } = words[takes];
  say(files.length === 1 ? one : some(files.length));
  const started = performance.now();
  const path = `/v1/models/${encodeURIComponent(chooser.value)}/predict?top=5`;
  const { images } = (await ask(path, { method: 'POST', body: form })) as PredictResponse; // the server's own contract
  say(`Answered in ${Math.round(performance.now() - started)} ms.`);
  for (const shown of results.querySelectorAll<HTMLImageElement | HTMLAudioElement>('img, audio')) URL.revokeObjectURL(shown.src);
  results.replaceChildren(...images.map((outcome, at) => showOutcome(outcome, files[at], takes)));
}

/** What goes wrong is said on the page. */
function attempt(work: Promise<void>): void {
  work.catch((error: unknown) => say(error instanceof Error && error.message !== '' ? error.message : 'The server does not answer.', true));
}

let recordings = 0;
offerRecording(
  {
    button: find('record', HTMLButtonElement),
    says: find('record-says', HTMLElement),
    listening: find('listening', HTMLElement),
    level: find('level', HTMLMeterElement),
    clock: find('clock', HTMLElement),
  },
  '/recording-worklet.js',
  ({ samples, sampleRate }) => {
    const wav = new Blob([writeWav(samples, sampleRate)], { type: 'audio/wav' });
    attempt(classify([new File([wav], `recording ${++recordings}.wav`, { type: 'audio/wav' })]));
  },
);
chooser.addEventListener('change', () => {
  file.value = '';
  showForm();
});
file.addEventListener('change', () => attempt(classify([...(file.files ?? [])])));
document.addEventListener('paste', ({ clipboardData }) => attempt(classify([...(clipboardData?.files ?? [])])));
for (const name of ['dragover', 'dragleave', 'drop'] as const) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.toggle('over', name === 'dragover');
    if (name === 'drop') attempt(classify([...(event.dataTransfer?.files ?? [])]));
  });
}
tokenForm.addEventListener('submit', (event) => {
  event.preventDefault();
  token = tokenInput.value.trim();
  attempt(load());
});
if (tokenForm.dataset['asks'] === 'true') tokenForm.hidden = false;
else attempt(load());
