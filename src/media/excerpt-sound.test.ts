import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeTone, makeWav } from '../../test/fixtures/make-wav.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { decodeSound } from './decode-sound.ts';
import { excerptSound } from './excerpt-sound.ts';

test('a small file is taken as it is; of a larger one the first four seconds, which sound the same', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'tone.wav');
  const short = makeWav(makeTone(440, 1, 16_000), 16_000);
  await writeFile(file, short);
  const whole = await excerptSound(file);
  expect([whole.type, whole.seconds, Buffer.compare(whole.bytes, short)]).toEqual(['audio/wav', undefined, 0]);

  await writeFile(file, makeWav(makeTone(440, 6, 44_100), 44_100));
  const excerpt = await excerptSound(file);
  expect([excerpt.type, excerpt.seconds]).toEqual(['audio/wav', 4]);
  const { samples, sampleRate } = await decodeSound(excerpt.bytes);
  expect([samples.length, sampleRate]).toEqual([44_100, 11_025]);
  const expected = makeTone(440, 4, 11_025);
  const off = samples.subarray(100, -100).map((sample, at) => Math.abs(sample - (expected[at + 100] ?? 0)));
  expect(off.reduce((most, each) => Math.max(most, each), 0)).toBeLessThan(1e-3);
});
