/**
 * A page of one's own that says what is in the pictures dropped onto it; nothing leaves the browser.
 *
 * Put the folder that `graft train` wrote where the page is served from, bundle this with Vite, esbuild or the like, and give
 * the page an `<input type="file" multiple>` and an `<ol>`.
 */
import { GraftError, loadModel } from 'graft-ml/web';

const input = document.querySelector('input');
const list = document.querySelector('ol');

const model = await loadModel('/photos.graft', {
  onProgress: ({ file, bytes }) => {
    document.title = `${file.split('/').at(-1)}: ${(bytes / 1e6).toFixed(1)} MB`;
  },
});
document.title = `Tells ${model.classes.join(', ')} apart`;

input?.addEventListener('change', () => {
  show([...(input.files ?? [])]).catch((error: unknown) => {
    document.title = error instanceof GraftError ? `${error.code}: ${error.message}` : String(error);
  });
});

async function show(files: readonly File[]): Promise<void> {
  for await (const outcome of model.predictEach(files, { top: 3 })) {
    const item = document.createElement('li');
    const name = files[outcome.index]?.name;
    if ('error' in outcome) item.textContent = `${name}: ${outcome.error.message} ${outcome.error.hint ?? ''}`;
    else if (outcome.unknown) item.textContent = `${name}: nothing that the model knows`;
    else
      item.textContent = `${name}: ${outcome.predictions.map(({ label, probability }) => `${label} ${probability.toFixed(2)}`).join(', ')}`;
    list?.append(item);
  }
}
