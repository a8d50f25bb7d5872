import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drain, fetchSamples, findPhotos, openDataset } from 'graft-ml';
import { quick } from './report.ts';

/** Real photos to measure on: the clothing set where it lies beside the project, else the sample foods. */
export async function benchPhotos(): Promise<string[]> {
  const clothing = fileURLToPath(new URL('../../shared/datasets/clothing/train', import.meta.url));
  const folder = existsSync(clothing) ? clothing : await drain(fetchSamples('foods'));
  const { items } = await openDataset(folder);
  return items.map((item) => item.path).slice(0, quick ? 16 : undefined);
}

/** Photos of ImageNet's own classes, where they lie beside the project; else none. */
export async function imagenetPhotos(): Promise<string[]> {
  const folder = fileURLToPath(new URL('../../shared/datasets/imagenet-samples', import.meta.url));
  if (!existsSync(folder)) return [];
  const paths: string[] = [];
  for await (const { path, skip } of findPhotos(folder, { realRoot: folder })) if (skip === undefined) paths.push(path);
  return paths.sort();
}
