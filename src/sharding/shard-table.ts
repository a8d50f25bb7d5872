import { parquetPieces } from '../formats/parquet/parquet-pieces.ts';
import { joinBytes } from '../tensor/join-bytes.ts';
import { type Matrix, rowOf } from '../tensor/matrix.ts';
import { version } from '../version.ts';
import type { FeatureSet } from './feature-set.ts';

/** What a shard's table has of each photo. */
const shardColumns = [
  { name: 'file', type: 'text' },
  { name: 'sha256', type: 'text' },
  { name: 'features', type: 'floats' },
] as const;

/** A photo whose features are there. */
export interface ShardRow {
  readonly file: string;
  readonly sha256: string;
}

/** Makes a shard's Parquet file: equal photos give equal bytes, whoever computes them and when. */
export class ShardTable {
  readonly #parquet: ReturnType<typeof parquetPieces>;
  readonly #pieces: Uint8Array<ArrayBuffer>[] = [];
  photos = 0;

  constructor({ id, backbone, cuts, preprocessing }: FeatureSet) {
    const { name, network, precision } = backbone;
    const made = { graft: version, set: id, backbone: { name, network, precision }, cuts, preprocessing };
    this.#parquet = parquetPieces(shardColumns, { graft: JSON.stringify(made) });
  }

  /** Adds photos, a row of features each. */
  add(photos: readonly ShardRow[], features: Matrix): void {
    if (photos.length === 0) return;
    this.photos += photos.length;
    const [files, hashes] = [photos.map(({ file }) => file), photos.map(({ sha256 }) => sha256)];
    this.#pieces.push(this.#parquet.group([files, hashes, photos.map((_, row) => rowOf(features, row))]));
  }

  /** The file. */
  finish(): Uint8Array<ArrayBuffer> {
    this.#pieces.push(this.#parquet.end());
    return joinBytes(this.#pieces);
  }
}
