import { lstat, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { GraftError, invalidArgument } from '../errors.ts';
import { encodePng } from '../media/encode-png.ts';
import { type ImageInput, imageSource } from '../media/image-input.ts';
import { notPictureReason } from '../pictures/explain-unreadable.ts';
import { sniffedBytes, sniffImage } from '../pictures/sniff-image.ts';
import { cachePlaces, cacheFolder as defaultCacheFolder } from '../storage/cache-folder.ts';
import { sha256 } from '../storage/sha256.ts';
import { writeFileAtomically } from '../storage/write-file-atomically.ts';
import { drain } from '../tasks/drain.ts';
import { assembleDataset } from './assemble-dataset.ts';
import { className, expectDistinctNames } from './class-name.ts';
import type { Dataset, DatasetSide, LabelledPhoto, SkippedFile } from './dataset.ts';
import { expectTrainable } from './expect-trainable.ts';
import { type FetchPhotosEvent, type FetchSettings, fetchPhotos } from './fetch-photos.ts';
import { type FoundFile, lookAt } from './find-photos.ts';
import { isAddress } from './tables/photo-place.ts';

/** A picture with its label, as a program gives it. */
export interface LabelledImage {
  /** A path, an address (`https:`, `file:`), the bytes of an encoded picture, or raw pixels. */
  readonly image: ImageInput;
  /** What it shows; several labels with `multiLabel`. */
  readonly label: string | readonly string[];
  /** What it is for. @default left to the training */
  readonly side?: DatasetSide | undefined;
}

/** How to collect a dataset. */
export interface CollectDatasetOptions extends FetchSettings {
  /** What messages call it. @default 'images' */
  readonly name?: string | undefined;
  /** For `training` there must be two classes, each with a picture to learn from. @default 'training' */
  readonly use?: 'training' | 'evaluation' | undefined;
  /** Whether an image may have several labels. @default false */
  readonly multiLabel?: boolean | undefined;
  /** Where bytes are kept. @default cacheFolder() */
  readonly cacheFolder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((event: FetchPhotosEvent) => void) | undefined;
}

/** A picture that is there, or still to be fetched. */
type Place = FoundFile | { readonly address: string };

/**
 * Makes a dataset of pictures that a program has or makes: from a database, a camera, a generator.
 *
 * One picture is in memory at a time: bytes and pixels go into the cache as files named by their content, so that the
 * same pictures given again cost nothing. What is no picture is listed as passed over, by its place in the sequence.
 *
 * @example
 * async function* rows() {
 *   for await (const { photo, species } of database.query('select photo, species from birds'))
 *     yield { image: photo, label: species };
 * }
 * const { model } = await train({ data: await collectDataset(rows()) });
 * @throws `INVALID_ARGUMENT`; `DATASET_…`; `DOWNLOAD_FAILED`, `ADDRESS_REFUSED`; `DISK_FULL`, `WRITE_FAILED`; the signal's reason
 */
export async function collectDataset(
  images: Iterable<LabelledImage> | AsyncIterable<LabelledImage>,
  options: CollectDatasetOptions = {},
): Promise<Dataset> {
  const { name = 'images', use = 'training', multiLabel = false, signal, onProgress } = options;
  const { datasets } = cachePlaces(options.cacheFolder ?? defaultCacheFolder());
  const collected: { place: Place; labels: string[]; side: DatasetSide | undefined; index: number }[] = [];
  const firstPlaces = new Map<string, number>();
  let index = 0;
  for await (const each of images) {
    signal?.throwIfAborted();
    const labels = labelsOf(each, index, multiLabel);
    for (const label of labels) if (!firstPlaces.has(label)) firstPlaces.set(label, index);
    collected.push({ place: await placeOf(each.image, index, datasets), labels, side: each.side, index });
    index++;
  }
  expectDistinctNames(firstPlaces, name, (label) => `image ${firstPlaces.get(label)}`);

  const addresses = collected.flatMap(({ place }) => ('address' in place ? [place.address] : []));
  const fetched =
    addresses.length === 0 ? new Map<string, FoundFile>() : await drain(fetchPhotos(addresses, { ...options, datasets }), onProgress);
  const photos: LabelledPhoto[] = [];
  const skipped: SkippedFile[] = [];
  for (const { place, labels, side, index: at } of collected) {
    const found = 'address' in place ? (fetched.get(place.address) ?? { path: place.address, skip: 'it was not fetched' }) : place;
    const source = 'address' in place ? { source: place.address } : {};
    if (found.skip === undefined) photos.push({ path: found.path, ...source, labels, side });
    else skipped.push({ path: found.path, reason: `image ${at}: ${found.skip}` });
  }
  const dataset = assembleDataset(name, { photos, skipped }, multiLabel);
  if (photos.length === 0) {
    const [first] = skipped;
    throw new GraftError(
      'DATASET_EMPTY',
      `The ${index} images hold no pictures${first === undefined ? '' : `, such as ${first.path}: ${first.reason}`}.`,
      {
        hint: 'Give paths, addresses, the bytes of image files, or { width, height, channels, data }.',
      },
    );
  }
  if (use === 'training') expectTrainable(dataset);
  return dataset;
}

function labelsOf({ label }: LabelledImage, index: number, multiLabel: boolean): string[] {
  const labels = typeof label === 'string' ? [label] : label;
  if (!Array.isArray(labels) || labels.length === 0 || labels.some((each) => typeof each !== 'string' || each === ''))
    throw invalidArgument(`the label of image ${index}`, multiLabel ? 'text, or a list of texts' : 'text', label);
  if (labels.length > 1 && !multiLabel) {
    throw new GraftError('DATASET_INVALID', `Image ${index} has several labels: ${labels.slice(0, 5).join(', ')}.`, {
      hint: 'Give one label, or the option multiLabel.',
    });
  }
  return [...new Set(labels.map((each) => className(each, `the label of image ${index}`)))];
}

async function placeOf(image: ImageInput, index: number, datasets: string): Promise<Place> {
  if (image instanceof URL && isAddress(image.href)) return { address: image.href };
  if (typeof image === 'string' && isAddress(image)) return { address: image };
  const source = imageSource(image);
  if (source.kind === 'file') {
    const path = resolve(source.path);
    const about = await lstat(path).catch(() => undefined);
    if (about === undefined) return { path, skip: 'there is no such file' };
    const entry = { name: basename(path), isFile: () => about.isFile(), isSymbolicLink: () => about.isSymbolicLink() };
    return about.isDirectory() ? { path, skip: 'it is a folder' } : await lookAt(path, entry, { realRoot: resolve('/') });
  }
  const bytes = source.kind === 'bytes' ? source.bytes : await encodePng(source.pixels);
  const reason = notPictureReason(sniffImage(bytes.subarray(0, sniffedBytes)));
  if (reason !== undefined) return { path: `image ${index}`, skip: reason };
  const key = sha256(bytes);
  const path = join(datasets, 'given', key.slice(0, 2), key);
  const there = await stat(path).then(
    ({ size }) => size === bytes.length,
    () => false,
  );
  if (!there) await writeFileAtomically(path, bytes);
  return { path };
}
