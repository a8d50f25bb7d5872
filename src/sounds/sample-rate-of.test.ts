import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { decodeSound } from '../media/decode-sound.ts';
import { sampleRateOf } from './sample-rate-of.ts';
import { sniffSound } from './sniff-sound.ts';

test.each(['tone.flac', 'tone.mp3', 'tone.ogg', 'tone.opus'])('the header of %s says the rate that a decoder finds', async (name) => {
  const bytes = await readFile(new URL(`../../test/fixtures/sounds/${name}`, import.meta.url));
  const kind = sniffSound(bytes);
  expect(sampleRateOf(bytes, kind)).toBe((await decodeSound(bytes)).sampleRate);
  for (const length of [0, 4, 20]) expect(() => sampleRateOf(bytes.subarray(0, length), kind)).not.toThrow();
});

test('MPEG audio of all three versions, behind a tag or not; a tag that lies about its length says nothing', () => {
  const frame = (second: number, third: number): number[] => [0xff, second, third, 0];
  expect(sampleRateOf(Uint8Array.from(frame(0xfb, 0x90)), 'mp3')).toBe(44_100);
  expect(sampleRateOf(Uint8Array.from(frame(0xf3, 0x94)), 'mp3')).toBe(24_000);
  expect(sampleRateOf(Uint8Array.from(frame(0xe3, 0x98)), 'mp3')).toBe(8000);
  const tag = [0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 2, 0xff, 0xff];
  expect(sampleRateOf(Uint8Array.from([...tag, ...frame(0xfb, 0x94)]), 'mp3')).toBe(48_000);
  expect(sampleRateOf(Uint8Array.from([...tag.slice(0, 6), 127, 127, 127, 127]), 'mp3')).toBeUndefined();
});
