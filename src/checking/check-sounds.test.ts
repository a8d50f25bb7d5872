import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeWav } from '../../test/fixtures/make-wav.ts';
import { tinyBackbone } from '../../test/fixtures/tiny-backbone.ts';
import { makeSound, tinyRate, writeSounds } from '../../test/fixtures/tiny-sounds.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { resample } from '../sounds/resample.ts';
import { checkDataset } from './check-dataset.ts';

test('a silent recording and one that is there twice, under two names, are told; what is no copy is not', async () => {
  await using folder = await temporaryFolder();
  const sounds = join(folder.path, 'sounds');
  await writeSounds(sounds);
  await writeFile(join(sounds, 'tone', 'silent.wav'), makeWav(new Float32Array(tinyRate), tinyRate));
  await copyFile(join(sounds, 'tone', '1.wav'), join(sounds, 'noise', 'again.wav'));
  const backbone = await tinyBackbone(join(folder.path, 'tiny.tflite'), join(folder.path, 'cache'));
  const check = await checkDataset({ data: sounds, backbone, cacheFolder: join(folder.path, 'cache') });
  expect(check.medium).toBe('sounds');
  expect(check.blank.map(({ file }) => file)).toEqual([join(sounds, 'tone', 'silent.wav')]);
  expect([...check.dark, ...check.blurred, ...check.tiny]).toEqual([]);
  expect(check.duplicates).toMatchObject([{ kind: 'exact', acrossClasses: true }]);
});

test('the same recording at another rate and softer is a copy across classes; what was too loud, or has a wrong ending, is told', async () => {
  await using folder = await temporaryFolder();
  const sounds = join(folder.path, 'sounds');
  await writeSounds(sounds);
  const original = makeSound('noise', 1);
  await writeFile(
    join(sounds, 'tone', 'again.wav'),
    makeWav(
      resample(original, tinyRate, 6000).map((sample) => sample / 2),
      6000,
    ),
  );
  const loud = makeSound('tone', 40).map((sample) => Math.max(-1, Math.min(1, 6 * sample)));
  await writeFile(join(sounds, 'tone', 'loud.flac'), makeWav(loud, tinyRate));
  const backbone = await tinyBackbone(join(folder.path, 'tiny.tflite'), join(folder.path, 'cache'));
  const check = await checkDataset({ data: sounds, backbone, cacheFolder: join(folder.path, 'cache') });
  const files = [join(sounds, 'noise', '1.wav'), join(sounds, 'tone', 'again.wav')];
  expect(check.duplicates).toMatchObject([{ kind: 'near', acrossClasses: true, files }]);
  const loudFile = join(sounds, 'tone', 'loud.flac');
  expect(check.recordings?.clipped.map(({ file }) => file)).toEqual([loudFile]);
  expect(check.recordings?.misnamed).toMatchObject([{ file: loudFile, format: 'wav' }]);
});
