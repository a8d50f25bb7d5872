import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';

/** A column: text that may be missing, or a list of float32 numbers in every row. */
export interface ParquetColumn {
  readonly name: string;
  readonly type: 'text' | 'floats';
}

/** The values of some rows, a column each. */
export type ParquetRows = readonly (readonly (string | undefined)[] | readonly Float32Array[])[];

/**
 * Begins a Parquet file that is made in pieces: one for each group of rows, and a last one. Together they are the file,
 * and no more than one group is in memory.
 *
 * Lists have the three levels that the format's rules give them (`list`, `element`), which is how Arrow, DuckDB and
 * polars know them; text is dictionary-coded where that saves room, and all is compressed by Snappy.
 *
 * @param metadata Text by key for the file's footer.
 * @see https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#lists
 */
export function parquetPieces(
  columns: readonly ParquetColumn[],
  metadata: Readonly<Record<string, string>>,
): { readonly group: (rows: ParquetRows) => Uint8Array<ArrayBuffer>; readonly end: () => Uint8Array<ArrayBuffer> } {
  const writer = new ByteWriter();
  const file = new ParquetWriter({
    writer,
    schema: [{ name: 'root', num_children: columns.length }, ...columns.flatMap(schemaOf)],
    kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    createdBy: 'graft',
  });
  /** What was written since the last time; the writer goes on counting offsets from the file's start. */
  const piece = (): Uint8Array<ArrayBuffer> => {
    const bytes = writer.getBytes().slice();
    writer.index = 0;
    return bytes;
  };
  return {
    // A promise comes only of writers whose flush gives one, and this one has none: `void`.
    group: (rows) => {
      const columnData = columns.map(({ name, type }, column) => {
        const values = rows[column] ?? [];
        if (type === 'text') return { name, data: values.map((value) => value ?? null) };
        // Numbers hardly ever occur twice: looking for a dictionary, and noting the least and greatest, is for nothing.
        const data = values.map((value) => (value instanceof Float32Array ? Array.from(value) : []));
        return { name, data, encoding: 'PLAIN' as const, statistics: false, offsetIndex: false };
      });
      void file.write({ columnData, rowGroupSize: Math.max(1, rows[0]?.length ?? 0) });
      return piece();
    },
    end: () => {
      void file.finish();
      return piece();
    },
  };
}

function schemaOf({ name, type }: ParquetColumn): SchemaElement[] {
  if (type === 'text') return [{ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' }];
  return [
    { name, converted_type: 'LIST', repetition_type: 'REQUIRED', num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', type: 'FLOAT', repetition_type: 'REQUIRED' },
  ];
}
