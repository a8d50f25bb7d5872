import { expect, test } from 'vitest';
import { GraftError } from '../errors.ts';
import { resolveTrainOptions, type TrainOptions } from './train-options.ts';

test('the defaults', () => {
  expect(resolveTrainOptions({ data: 'photos' })).toEqual({
    data: 'photos',
    head: 'softmax',
    optimizer: 'lbfgs',
    validation: 0.2,
    seed: 0,
    folds: 5,
    crossValidate: true,
    coverage: 0.9,
    keepKnown: 0.95,
    augment: [],
    learningCurve: false,
    fit: 'stretch',
    allowLeakage: false,
    strict: false,
    keepFeatures: true,
  });
});

test.each<Partial<TrainOptions>>([
  { validation: 0 },
  { seed: -3 },
  { optimizer: 'rmsprop', epochs: 3, batchSize: 4, learningRate: 0.1 },
  { head: 'mlp', hidden: 9 },
  { head: 'knn', neighbours: 3 },
  { strength: 0.1 },
])('takes %j', (options) => {
  expect(resolveTrainOptions({ data: 'photos', ...options })).toMatchObject(options);
});

test.each([
  ['head', { head: 'forest' }],
  ['optimizer', { optimizer: 'magic' }],
  ['validation', { validation: 1 }],
  ['validation', { validation: Number.NaN }],
  ['seed', { seed: 0.5 }],
  ['folds', { folds: 1 }],
  ['coverage', { coverage: 1 }],
  ['keepKnown', { keepKnown: 0 }],
  ['augment', { augment: ['blur'] }],
  ['epochs', { epochs: 3 }],
  ['batchSize', { head: 'mlp', batchSize: 3 }],
  ['learningRate', { learningRate: 0.1 }],
  ['strength', { head: 'knn', strength: 0.1 }],
  ['strength', { optimizer: 'adam', strength: 0.1 }],
  ['hidden', { hidden: 9 }],
  ['neighbours', { head: 'mlp', neighbours: 9 }],
  ['optimizer', { head: 'mlp', optimizer: 'adam' }],
])('refuses %s in %j: wrong, or it would be ignored', (name, wrong) => {
  const options = { data: 'photos', ...wrong } as TrainOptions; // what a program in plain JavaScript may pass
  expect(() => resolveTrainOptions(options)).toThrow(GraftError);
  expect(() => resolveTrainOptions(options)).toThrow(
    expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringContaining(name) }),
  );
});
