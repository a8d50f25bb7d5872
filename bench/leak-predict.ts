/**
 * Does predicting leak? Thousands of predictions in one process, one picture at a time and several, sound files and broken
 * ones; then the model opened and closed again and again. The memory that the process holds must settle, not grow.
 *
 * Usage: npx tsx bench/leak-predict.ts [--quick] [--count 4000]
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadModel, train } from 'graft-ml';
import { makeDataset } from '../test/fixtures/make-dataset.ts';
import { makeHostileFile } from '../test/fixtures/make-hostile-file.ts';
import { predictByTurns } from './predict-by-turns.ts';
import { quick, type Row, report } from './report.ts';

const { values: asked } = parseArgs({ options: { quick: { type: 'boolean' }, count: { type: 'string', default: '4000' } } });
const total = quick ? 24 : Number(asked.count);
const openings = quick ? 4 : 80;
const steps = quick ? 2 : 8;
/** What may come on top after the first quarter: the allocator's arenas, code compiled late. */
const allowedMegabytes = 40;

const folder = await mkdtemp(join(tmpdir(), 'graft-bench-'));
try {
  const pictures = await makeDataset(join(folder, 'photos'), { classes: { one: 10, two: 10 }, size: 240 });
  const broken = join(folder, 'broken.jpg');
  await writeFile(broken, await makeHostileFile('truncated-jpeg'));
  const bundle = join(folder, 'bench.graft');
  await (await train({ data: join(folder, 'photos'), keepFeatures: false })).model.save(bundle);

  const rows: Row[] = [];
  const growths: number[] = [];
  const watch = async (what: string, each: number, work: () => Promise<void>): Promise<void> => {
    const held: number[] = [];
    for (let step = 0; step < steps; step++) {
      await work();
      held.push(process.memoryUsage.rss() / 2 ** 20);
      rows.push({ what, done: (step + 1) * each, 'memory, MB': Math.round(held.at(-1) ?? 0) });
    }
    const settled = Math.max(...held.slice(0, Math.ceil(steps / 4)));
    growths.push((held.at(-1) ?? 0) - settled);
  };
  {
    await using model = await loadModel(bundle);
    const each = Math.ceil(total / steps);
    await watch('pictures predicted', each, () => predictByTurns(model, pictures, broken, each));
  }
  const each = Math.ceil(openings / steps);
  await watch('models opened, asked and closed', each, async () => {
    for (let opened = 0; opened < each; opened++) {
      await using model = await loadModel(bundle);
      await model.predict(pictures.slice(0, 1));
    }
  });
  const [predicting = 0, opening = 0] = growths;
  report('leak-predict', rows, [
    `growth after the first quarter: predicting ${predicting.toFixed(0)} MB, opening and closing ${opening.toFixed(0)} MB; goal: at most ${allowedMegabytes} MB`,
  ]);
  process.exitCode = !quick && Math.max(...growths) > allowedMegabytes ? 1 : 0;
} finally {
  await rm(folder, { recursive: true });
}
