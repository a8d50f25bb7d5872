import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import { parquetPieces } from './parquet-pieces.ts';

const columns = [
  { name: 'file', type: 'text' },
  { name: 'label', type: 'text' },
  { name: 'features', type: 'floats' },
] as const;

function joined(pieces: readonly Uint8Array[]): ArrayBuffer {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole.buffer;
}

test('what was written in groups is read back by another reader: text, gaps, numbers, metadata', async () => {
  const { group, end } = parquetPieces(columns, { graft: '{"a":1}' });
  const numbers = (from: number): Float32Array => Float32Array.of(from, -0.1, 3e-20);
  const file = joined([
    group([
      ['a.jpg', 'ü/b.jpg'],
      ['cat', undefined],
      [numbers(1), numbers(2)],
    ]),
    group([['c.jpg'], ['cat'], [numbers(3)]]),
    end(),
  ]);
  const rows = await parquetReadObjects({ file });
  expect(rows).toEqual([
    { file: 'a.jpg', label: 'cat', features: [...numbers(1)] },
    { file: 'ü/b.jpg', label: null, features: [...numbers(2)] },
    { file: 'c.jpg', label: 'cat', features: [...numbers(3)] },
  ]);
  const metadata = parquetMetadata(file);
  expect(metadata.row_groups).toHaveLength(2);
  expect(metadata.key_value_metadata).toEqual([{ key: 'graft', value: '{"a":1}' }]);
  expect(metadata.schema.find(({ name }) => name === 'element')).toMatchObject({ type: 'FLOAT', repetition_type: 'REQUIRED' });
});

test('a file without rows is a file', async () => {
  const { end } = parquetPieces(columns, {});
  expect(await parquetReadObjects({ file: joined([end()]) })).toEqual([]);
});
