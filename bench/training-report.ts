import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Dataset, drain, fetchSamples, openDataset, type ReportEvent, reportTrainingEvents, train } from 'graft-ml';
import { quick, type Row, report } from './report.ts';

/** What a training's report costs, part by part, and how large it is: to be under 10 s and 5 MB for 1,000 photos. */
const mostPhotos = quick ? 40 : 1000;

const dataset = await photosOf(['clothing', 'flowers', 'cats-dogs']);
const training = await train({ data: dataset, learningCurve: true, allowLeakage: true });
const rows: Row[] = [];
for (let run = 0; run < (quick ? 1 : 3); run++) {
  const parts = new Map<ReportEvent['part'], number>();
  const usage = process.cpuUsage();
  const started = performance.now();
  let since = started;
  const steps = reportTrainingEvents(training);
  let step = await steps.next();
  let part: ReportEvent['part'] | undefined;
  for (; !step.done; step = await steps.next()) {
    if (part !== undefined) parts.set(part, (parts.get(part) ?? 0) + performance.now() - since);
    [part, since] = [step.value.part, performance.now()];
  }
  if (part !== undefined) parts.set(part, (parts.get(part) ?? 0) + performance.now() - since);
  const { user, system } = process.cpuUsage(usage);
  rows.push({
    photos: training.images,
    seconds: (performance.now() - started) / 1000,
    'processor seconds': (user + system) / 1e6,
    ...Object.fromEntries([...parts].map(([name, ms]) => [name, ms / 1000])),
    'html MB': step.value.html.length / 1e6,
    'json MB': step.value.json.length / 1e6,
  });
}
await training.model.close();
report('training-report', rows, ['map: neighbours, UMAP, the head without the mistakes. The last part named includes writing the page.']);

/** Some of these sets as one, their classes side by side; the sample foods where they are not beside the project. */
async function photosOf(names: readonly string[]): Promise<Dataset> {
  const roots = names.map((name) => fileURLToPath(new URL(`../../shared/datasets/${name}`, import.meta.url))).filter(existsSync);
  const sets = await Promise.all((roots.length > 0 ? roots : [await drain(fetchSamples('foods'))]).map((root) => openDataset(root)));
  const classes = [...new Set(sets.flatMap((set) => set.classes))].sort();
  const items = sets.flatMap((set) =>
    set.items.map((item) => ({ ...item, label: classes.indexOf(set.classes[item.label] ?? ''), side: undefined })),
  );
  const every = Math.max(1, items.length / mostPhotos);
  const chosen = Array.from({ length: Math.min(mostPhotos, items.length) }, (_, at) => items[Math.floor(at * every)]).filter(
    (item) => item !== undefined,
  );
  const present = classes.filter((_, label) => chosen.some((item) => item.label === label));
  return {
    root: sets[0]?.root ?? '',
    classes: present,
    items: chosen.map((item) => ({ ...item, label: present.indexOf(classes[item.label] ?? '') })),
    skipped: [],
  };
}
