import { expect, test } from 'vitest';
import { cutClips } from './cut-clips.ts';

test.each([
  [25, [10, 10, 5]],
  [24, [10, 10]],
  [20, [10, 10]],
  [3, [3]],
  [0, [0]],
])('%i samples are cut into clips of %j', (length, clips) => {
  const samples = Float32Array.from({ length }, (_, at) => at);
  const cut = cutClips(samples, 10);
  expect(cut.map((clip) => clip.length)).toEqual(clips);
  expect(cut.flatMap((clip) => [...clip])).toEqual(
    [...samples].slice(
      0,
      clips.reduce((sum, each) => sum + each, 0),
    ),
  );
});
