import { expect, test } from 'vitest';
import { FlatTable } from '../flat-table.ts';
import { writeClassifierMetadata } from './classifier-metadata.ts';

const described = {
  name: 'clothing',
  description: 'Ten kinds.',
  version: '2026-01-02',
  author: 'Graft 1.0.0',
  licence: 'Apache-2.0',
  input: { kind: 'picture', description: 'A picture.', width: 299, height: 224, mean: 128, deviation: 127.5 },
  output: { description: 'Scores.', labelFile: 'labels.txt', labelFileDescription: 'One a line.' },
} as const;

test('every field stands under its number in the published schema', () => {
  const model = FlatTable.root(writeClassifierMetadata(described), 'M001');
  expect([0, 1, 2, 4, 5, 7].map((field) => model.text(field))).toEqual([
    'clothing',
    'Ten kinds.',
    '2026-01-02',
    'Graft 1.0.0',
    'Apache-2.0',
    '1.0.0',
  ]);
  const [subgraph, ...others] = model.tables(3);
  expect(others).toEqual([]);

  const [input] = subgraph?.tables(2) ?? [];
  expect([input?.text(0), input?.text(1)]).toEqual(['image', 'A picture.']);
  expect(input?.table(3)?.int8(0)).toBe(2); // ImageProperties
  const image = input?.table(3)?.table(1);
  expect(image?.int8(0)).toBe(1); // RGB
  expect([image?.table(1)?.int32(0), image?.table(1)?.int32(1)]).toEqual([299, 224]);
  const [unit] = input?.tables(4) ?? [];
  expect(unit?.int8(0)).toBe(1); // NormalizationOptions
  expect([unit?.table(1)?.float32s(0), unit?.table(1)?.float32s(1)]).toEqual([[128], [127.5]]);

  const [output] = subgraph?.tables(3) ?? [];
  expect(output?.text(0)).toBe('probability');
  const [file] = output?.tables(6) ?? [];
  expect([file?.text(0), file?.text(1), file?.int8(2)]).toEqual(['labels.txt', 'One a line.', 2]); // TENSOR_AXIS_LABELS
});

test('same data, same bytes', () => {
  expect(writeClassifierMetadata(described)).toEqual(writeClassifierMetadata({ ...described }));
});

test('a sound has its rate and channels in place of a size', () => {
  const input = { kind: 'sound', description: 'A second.', sampleRate: 44_100, channels: 1 } as const;
  const model = FlatTable.root(writeClassifierMetadata({ ...described, input }), 'M001');
  expect(model.text(7)).toBe('1.3.0'); // the first with AudioProperties
  const [tensor] = model.tables(3)[0]?.tables(2) ?? [];
  expect([tensor?.text(0), tensor?.text(1)]).toEqual(['waveform', 'A second.']);
  expect(tensor?.table(3)?.int8(0)).toBe(4); // AudioProperties
  const audio = tensor?.table(3)?.table(1);
  expect([audio?.int32(0), audio?.int32(1)]).toEqual([44_100, 1]);
  expect(tensor?.tables(4)).toEqual([]); // no process units
});
