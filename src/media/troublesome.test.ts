import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { definePreprocessing } from '../preprocessing/preprocessing.ts';
import { decodeImage } from './decode-image.ts';

/** Real files from the test suites of libvips, Pillow and sharp, each with its fault; not part of this repository. */
const folder = fileURLToPath(new URL('../../../shared/datasets/troublesome/', import.meta.url));

/**
 * The ones that must be refused, with what is said; all others in the manifest must decode.
 *
 * corrupt/pillow-truncated_jpeg.jpg is not among them: it lacks the last byte of its end marker, and none of its picture.
 */
const refused: Readonly<Record<string, readonly [code: string, reason: string]>> = {
  'animated/pillow-star.avifs': ['IMAGE_UNREADABLE', 'it is an AVIF animation'],
  'bomb/libvips-17000x17000.avif': ['IMAGE_TOO_LARGE', '17000 x 17000 pixels'],
  'bomb/pillow-decompression_bomb.gif': ['IMAGE_UNREADABLE', 'ends too early'],
  'bomb/pillow-decompression_bomb.ico': ['IMAGE_UNREADABLE', 'it is an icon'],
  'bomb/sharp-65536-uint32-limit.png': ['IMAGE_TOO_LARGE', '65536 x 65536 pixels'],
  'bomb/sharp-giant-image.jpg': ['IMAGE_TOO_LARGE', '20000 x 14000 pixels'],
  'corrupt/libvips-truncated.gif': ['IMAGE_UNREADABLE', 'ends too early'],
  'corrupt/libvips-truncated.jpg': ['IMAGE_UNREADABLE', 'ends too early'],
  'corrupt/pillow-broken.png': ['IMAGE_UNREADABLE', 'ends too early'],
  'corrupt/pillow-broken_data_stream.png': ['IMAGE_UNREADABLE', 'ends too early'],
  'corrupt/pillow-truncated_image.png': ['IMAGE_UNREADABLE', 'ends too early'],
  'corrupt/pillow-zero_width.gif': ['IMAGE_UNREADABLE', 'ends too early'],
  'corrupt/sharp-corrupt-header.jpg': ['IMAGE_UNREADABLE', 'ends too early'],
  'corrupt/sharp-truncated.jpg': ['IMAGE_UNREADABLE', 'ends too early'],
  'corrupt/sharp-truncated.png': ['IMAGE_UNREADABLE', 'ends too early'],
  'exif/pillow-hopper_bad_exif.jpg': ['IMAGE_UNREADABLE', 'damaged'], // stripes, to look at
  'formats/libheif-example.heic': ['IMAGE_UNREADABLE', 'it is a HEIC photo'],
  'formats/libheif-rainbow-451x461.heic': ['IMAGE_UNREADABLE', 'it is a HEIC photo'],
  'formats/pillow-hopper.bmp': ['IMAGE_UNREADABLE', 'it is a BMP picture'],
  'formats/pillow-hopper.heif': ['IMAGE_UNREADABLE', 'it is a HEIC photo'],
  'formats/pillow-hopper.ico': ['IMAGE_UNREADABLE', 'it is an icon'],
  'formats/pillow-ultrahdr.jpg': ['IMAGE_UNREADABLE', 'ends too early'],
  'formats/sharp-relax.jp2': ['IMAGE_UNREADABLE', 'it is a JPEG 2000 picture'],
  'wrong-extension/heif-named.jpg': ['IMAGE_UNREADABLE', 'it is a HEIC photo'],
  'wrong-extension/html-named.jpg': ['IMAGE_UNREADABLE', 'it is a web page'],
  'wrong-extension/text-named.png': ['IMAGE_UNREADABLE', 'it is text'],
  'wrong-extension/zero-bytes.jpg': ['IMAGE_UNREADABLE', 'the file is empty'],
  'wrong-extension/zero-bytes.png': ['IMAGE_UNREADABLE', 'the file is empty'],
};

function manifest(): string[] {
  try {
    return readFileSync(`${folder}MANIFEST.tsv`, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => row.split('\t')[0] ?? '');
  } catch {
    return [];
  }
}
const files = manifest();
const frame = definePreprocessing({ width: 64, height: 64 });

describe.skipIf(files.length === 0)('troublesome files (skipped where ../shared is not there)', () => {
  test('the table names files of the manifest', () => {
    expect(files.length).toBe(109);
    for (const file of Object.keys(refused)) expect(files).toContain(file);
  });

  test.each(files)('%s', async (file) => {
    const expected = refused[file];
    const outcome: unknown = await decodeImage(folder + file, frame).then(
      ({ length }) => length,
      (error: unknown) => error,
    );
    if (expected === undefined) expect(outcome).toBe(64 * 64 * 3);
    else expect(outcome).toMatchObject({ code: expected[0], message: expect.stringContaining(expected[1]), file: folder + file });
  });
});
