/** @type {(photo: Uint8Array) => Promise<import('./classifier.ts').Answer>} */
const classify = Reflect.get(globalThis, 'classify'); // the preload script's
const list = document.querySelector('ol');

document.addEventListener('dragover', (event) => event.preventDefault());
document.addEventListener('drop', async (event) => {
  event.preventDefault();
  const [photo] = event.dataTransfer?.files ?? [];
  if (photo === undefined) return;
  const { predictions = [], error } = await classify(new Uint8Array(await photo.arrayBuffer()));
  const lines =
    error === undefined ? predictions.map(({ label, probability }) => `${label}: ${(100 * probability).toFixed(1)} %`) : [error];
  list?.replaceChildren(
    ...lines.map((line) => {
      const item = document.createElement('li');
      item.textContent = line;
      return item;
    }),
  );
});
