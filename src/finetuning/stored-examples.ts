import { elementCount, tensor } from '../tensor/tensor.ts';
import type { ActivationFile } from './activation-file.ts';
import { type ActivationLayout, featureCount, unpackActivation } from './activation-layout.ts';
import type { ExampleChoice, ExampleSource } from './example-source.ts';

/** Activations that are kept in files, a file a view. */
export interface StoredExamplesOptions {
  /** The first has the photos as they are, the others changed copies. */
  readonly files: readonly ActivationFile[];
  readonly layout: ActivationLayout;
  /** The content hash of each photo. */
  readonly photos: readonly string[];
  /** The names of the network's inputs: the activation, then the features that are kept beside it. */
  readonly inputs: { readonly activation: string; readonly features: readonly string[] };
}

/** Reads examples from activation files: a batch is read by position, so that memory does not grow with the photos. */
export function storedExamples({ files, layout, photos, inputs }: StoredExamplesOptions): ExampleSource {
  const size = elementCount(layout.shape);
  const width = featureCount(layout);
  return {
    size: photos.length,
    views: files.length,
    async read({ examples, views }: ExampleChoice) {
      const count = examples.length;
      const activation = new Float32Array(count * size);
      const blocks = layout.features.map((columns) => new Float32Array(count * columns));
      const row = new Float32Array(width);
      const records = await Promise.all(Array.from(examples, async (example, i) => files[views[i] ?? 0]?.read([photos[example] ?? ''])));
      for (const [i, record] of records.entries()) {
        if (record?.[0] === undefined) continue; // every view has a file
        unpackActivation(layout, record[0], activation.subarray(i * size, (i + 1) * size), row);
        let from = 0;
        for (const [block, columns] of layout.features.entries()) {
          blocks[block]?.set(row.subarray(from, from + columns), i * columns);
          from += columns;
        }
      }
      return {
        [inputs.activation]: tensor('float32', [count, ...layout.shape], activation),
        ...Object.fromEntries(
          inputs.features.map((name, block) => [
            name,
            tensor('float32', [count, layout.features[block] ?? 0], blocks[block] ?? new Float32Array(0)),
          ]),
        ),
      };
    },
  };
}
