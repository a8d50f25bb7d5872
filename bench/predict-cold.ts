/**
 * `graft predict` on one photo, from the shell's prompt to the answer: wall time and the process's peak memory.
 *
 * Usage: npm run build && npx tsx bench/predict-cold.ts [--quick]
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { train } from 'graft-ml';
import { median } from '../src/tensor/median.ts';
import { makeDataset } from '../test/fixtures/make-dataset.ts';
import { benchPhotos } from './photos.ts';
import { quick, report } from './report.ts';

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'graft-bench-'));
try {
  await makeDataset(join(folder, 'photos'), { classes: { one: 10, two: 10 }, size: 96 });
  const { model } = await train({ data: join(folder, 'photos') });
  const bundle = join(folder, 'bench.graft');
  await model.save(bundle);
  const [photo = ''] = await benchPhotos();
  const peak = join(folder, 'peak.txt');
  // The child writes its own peak as it ends: the operating system's count for that process alone.
  const hook = `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(peak)}, String(process.resourceUsage().maxRSS)))`;
  const hookFile = `data:text/javascript,import { createRequire } from 'node:module'; const require = createRequire('/'); ${encodeURIComponent(hook)}`;
  const seconds: number[] = [];
  const megabytes: number[] = [];
  for (let run = 0; run < (quick ? 1 : 11); run++) {
    const started = performance.now();
    const { status, stderr } = spawnSync(process.execPath, [main, 'predict', bundle, photo], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    seconds.push((performance.now() - started) / 1000);
    spawnSync(process.execPath, ['--import', hookFile, main, 'predict', bundle, photo]);
    megabytes.push(Number(await readFile(peak, 'utf8')) / 1024);
  }
  report('predict-cold', [
    {
      'seconds, median': median(seconds),
      least: Math.min(...seconds),
      most: Math.max(...seconds),
      'peak memory, MB': Math.max(...megabytes),
      goal: 'under 1 s, under 400 MB',
    },
  ]);
} finally {
  await rm(folder, { recursive: true });
}
