/** The page that a server has at `/`: what it serves, and a form to try a photo. It speaks with the server as any client does. */
import type { ModelInfo, PredictResponse } from '../src/server/contract.ts';
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
  models.replaceChildren(...served.map(showModel));
  chooser.replaceChildren(...served.map(({ name }) => element('option', { value: name }, name)));
  find('chooser', HTMLElement).hidden = served.length < 2;
  showCurl();
}

function showCurl(): void {
  const path = `/v1/models/${encodeURIComponent(chooser.value)}/predict`;
  const authorization = token === '' && tokenForm.dataset['asks'] !== 'true' ? '' : " -H 'Authorization: Bearer …'";
  find('curl', HTMLElement).textContent = `curl -F image=@photo.jpg${authorization} ${location.origin}${path}`;
}

async function classify(files: readonly File[]): Promise<void> {
  if (files.length === 0) return;
  const form = new FormData();
  for (const each of files) form.append('image', each);
  say(files.length === 1 ? 'Looking at the photo …' : `Looking at ${files.length} photos …`);
  const started = performance.now();
  const path = `/v1/models/${encodeURIComponent(chooser.value)}/predict?top=5`;
  const { images } = (await ask(path, { method: 'POST', body: form })) as PredictResponse; // the server's own contract
  say(`Answered in ${Math.round(performance.now() - started)} ms.`);
  for (const shown of results.querySelectorAll('img')) URL.revokeObjectURL(shown.src);
  results.replaceChildren(...images.map((outcome, at) => showOutcome(outcome, files[at])));
}

/** What goes wrong is said on the page. */
function attempt(work: Promise<void>): void {
  work.catch((error: unknown) => say(error instanceof Error && error.message !== '' ? error.message : 'The server does not answer.', true));
}

chooser.addEventListener('change', showCurl);
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
