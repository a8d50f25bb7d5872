import { readFile } from 'node:fs/promises';
import { kill } from 'node:process';
import { expect, test, vi } from 'vitest';
import { makeTone, makeWav } from '../../test/fixtures/make-wav.ts';
import { definePreprocessing } from '../preprocessing/preprocessing.ts';
import { defineSound } from '../sounds/sound-settings.ts';
import { decodePictures } from './decode-pictures.ts';
import { SoundDecoders } from './sound-decoders.ts';

const sound = defineSound({ sampleRate: 8000, windowSeconds: 1 });
const preprocessing = definePreprocessing({ width: 32, height: 32, sound });
const wav = makeWav(makeTone(440, 2, 8000), 8000);
const options = { maxSeconds: 900, signal: new AbortController().signal };
vi.setConfig({ testTimeout: 120_000 }); // processes are started, which takes seconds where all cores are busy
const failed = { code: 'RUNTIME_FAILED', hint: expect.any(String) };

/** Half a minute of MP3: its frames stand for themselves, so that half a second again and again is a longer file. */
async function longSound(): Promise<Uint8Array> {
  const half = await readFile(new URL('../../test/fixtures/sounds/tone.mp3', import.meta.url));
  return Buffer.concat(Array.from({ length: 60 }, () => half));
}

test('it gives what decoding here gives, several sounds at a time; what is wrong is told as here', async () => {
  await using decoders = new SoundDecoders({ longestMs: 60_000 });
  const { pictures } = await decodePictures(wav, preprocessing);
  const all = await Promise.all([0, 1].map(() => decoders.decode(wav, preprocessing, options)));
  for (const found of all) expect(found).toEqual(pictures);
  const refused = decoders.decode(Uint8Array.of(1, 2, 3), preprocessing, { ...options, file: 'x.wav' });
  await expect(refused).rejects.toMatchObject({ code: 'SOUND_UNREADABLE', file: 'x.wav', hint: expect.any(String) });
  await expect(decoders.decode(wav, preprocessing, { ...options, maxSeconds: 1 })).rejects.toMatchObject({ code: 'SOUND_TOO_LONG' });
});

test('a long sound costs this process next to nothing, and is broken off when nobody waits for it', async () => {
  await using decoders = new SoundDecoders({ longestMs: 60_000 });
  await decoders.decode(wav, preprocessing, options); // started and warm
  const [before] = decoders.pids;
  const long = await longSound();
  const started = process.cpuUsage();
  await decodePictures(long, preprocessing, { maxSeconds: 900 });
  const here = process.cpuUsage(started);
  const asked = process.cpuUsage();
  await decoders.decode(long, preprocessing, options);
  const beside = process.cpuUsage(asked);
  expect(beside.user + beside.system).toBeLessThan((here.user + here.system) / 3);
  const leaving = new AbortController();
  const left = decoders.decode(long, preprocessing, { ...options, signal: leaving.signal });
  leaving.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
  expect(decoders.idle).toBe(1); // the same process, which goes on
  await expect(decoders.decode(wav, preprocessing, options)).resolves.toHaveLength(3);
  expect(decoders.pids).toEqual([before]);
});

test('a process that dies fails its sound, and the next one has another', async () => {
  const ends: string[] = [];
  await using decoders = new SoundDecoders({ longestMs: 60_000, onEnd: (how) => ends.push(how) });
  await decoders.decode(wav, preprocessing, options);
  const dying = decoders.decode(wav, preprocessing, options);
  kill(decoders.pids[0] ?? 0, 'SIGKILL');
  await expect(dying).rejects.toMatchObject(failed);
  expect(ends).toEqual(['it ended (SIGKILL)']);
  await expect(decoders.decode(wav, preprocessing, options)).resolves.toHaveLength(3);
});

test('a process that takes too long is ended; so is what is under way when all are closed', async () => {
  await using hasty = new SoundDecoders({ longestMs: 1 });
  await expect(hasty.decode(wav, preprocessing, options)).rejects.toMatchObject(failed);
  const decoders = new SoundDecoders({ longestMs: 60_000 });
  const under = expect(decoders.decode(wav, preprocessing, options)).rejects.toMatchObject(failed);
  await decoders.close();
  await under;
  await expect(decoders.decode(wav, preprocessing, options)).rejects.toMatchObject(failed);
});
