// The experiment that made transfer learning known: InceptionV3 without its last layer, frozen; 20 photos of two classes;
// a Dense softmax trained by RMSprop for 2 epochs. Run it on a folder with two folders of photos, or on sample photos:
//   npx tsx examples/classic-article.ts [folder]
import { basename, dirname } from 'node:path';
import { type Dataset, drain, fetchSamples, loadBackbone, openDataset, trainEvents } from 'graft-ml';

const [folder] = process.argv.slice(2);
const all = await openDataset(folder ?? (await drain(fetchSamples('foods'))));
const classes = folder === undefined ? ['fruits', 'marine fish'] : all.classes.slice(0, 2);

// Ten photos of each class to learn from, and the eleventh of the first class to ask about.
const photosOf = (name: string) => all.items.filter((item) => all.classes[item.label] === name && item.side !== 'test');
const items: Dataset['items'] = classes.flatMap((name, label) =>
  photosOf(name)
    .slice(0, 10)
    .map((item) => ({ ...item, label, side: 'train' as const })),
);
const heldOut = photosOf(classes[0] ?? '')[10]?.path ?? all.items.find((item) => item.side === 'test')?.path;

const backbone = await loadBackbone('inception-v3');
const training = trainEvents({
  data: { ...all, classes, items },
  backbone,
  cut: backbone.layer(-2).name, // Keras: base_model.layers[-2].output
  optimizer: 'rmsprop',
  epochs: 2,
  batchSize: 32,
  validation: 0,
});
const { model } = await drain(training, (event) => {
  if (event.type === 'epoch')
    console.log(`epoch ${event.epoch.epoch}: loss ${event.epoch.loss.toFixed(4)}, accuracy ${event.epoch.accuracy.toFixed(2)}`);
});

if (heldOut !== undefined) {
  const [[best] = []] = await model.predict([heldOut]);
  console.log(`${basename(dirname(heldOut))}/${basename(heldOut)}: ${best?.label}, ${(100 * (best?.probability ?? 0)).toFixed(1)} % sure`);
}
await Promise.all([model.close(), backbone.close()]);
