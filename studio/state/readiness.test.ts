import { afterEach, expect, test } from 'vitest';
import { readiness } from './readiness.ts';
import { runs, training } from './training.ts';

afterEach(() => {
  runs.value = [];
  training.value = { state: 'idle' };
});

test('the first training is told apart from nothing, with how far it is; what was learned once stays while it learns again', () => {
  expect(readiness.value).toEqual({ state: 'nothing' });
  training.value = { state: 'lacking', lacks: { what: 'classes', count: 2 } };
  expect(readiness.value).toEqual({ state: 'nothing' });
  training.value = { state: 'preparing', what: 'network' };
  expect(readiness.value).toEqual({ state: 'learning' });
  training.value = { state: 'features', done: 10, total: 40, imagesPerSecond: 8, secondsLeft: 4 };
  expect(readiness.value).toEqual({ state: 'learning', done: 10, total: 40 });
  training.value = { state: 'failed', problem: { code: 'DISK_FULL', message: 'There is no room left.' } };
  expect(readiness.value).toEqual({ state: 'nothing' });
  runs.value = [
    {
      ...{ id: 'run', startedMs: 0, classes: [], computed: 0, seconds: { features: 0, head: 0, total: 0 } },
      settings: { backbone: 'inception-v3', cut: [], head: 'softmax', fit: 'stretch' },
    },
  ];
  training.value = { state: 'fitting' };
  expect(readiness.value).toEqual({ state: 'ready' });
});
