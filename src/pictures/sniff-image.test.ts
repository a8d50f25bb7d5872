import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { type FileKind, isPictureKind, sniffImage } from './sniff-image.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

describe('sniffImage', () => {
  test.each(['jpeg', 'png', 'gif', 'webp', 'tiff', 'avif'] as const)('knows what sharp writes as %s', async (format) => {
    const picture = await sharp({ create: { width: 4, height: 4, channels: 3, background: '#888' } })
      .toFormat(format)
      .toBuffer();
    expect(sniffImage(picture)).toBe(format);
    expect(isPictureKind(sniffImage(picture.subarray(0, 64)))).toBe(true);
  });

  test.each<[string, FileKind]>([
    ['', 'empty'],
    ['hello\n', 'text'],
    ['Gr\xc3\xbc\xc3\x9fe', 'text'],
    ['\x1b[31mred', 'text'],
    ['\0\x01\x02\x03', 'unknown'],
    ['<!DOCTYPE html><svg></svg>', 'html'],
    ['\xef\xbb\xbf  <HTML>', 'html'],
    ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'svg'],
    ['<?xml version="1.0"?>\n<!-- a -->\n<svg\nwidth="1">', 'svg'],
    ['<?xml version="1.0"?><note/>', 'text'],
    ['a text that speaks of <svg>', 'text'],
    ['RIFF\x10\0\0\0WAVEfmt ', 'unknown'],
    ['RIFF\x10\0\0\0WEBPVP8 ', 'webp'],
    ['\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'heic'],
    ['\0\0\0\x18ftypmif1\0\0\0\0mif1avif', 'avif'],
    ['\0\0\0\x18ftypmif1\0\0\0\0mif1heic', 'heic'],
    ['\0\0\0\x18ftypavis\0\0\0\0avisavif', 'avif-animation'],
    ['\0\0\0\x18ftypmp42\0\0\0\0mp41isom', 'unknown'],
    ['\0\0\0\x10ftypmp42\0\0\0\0avif', 'unknown'], // the brand lies behind the box
    ['BM\x36\0', 'bmp'],
    ['\0\0\x01\0\x01', 'ico'],
    ['%PDF-1.7', 'pdf'],
    ['8BPS\0', 'psd'],
    ['\0\0\0\x0cjP  \r\n', 'jp2'],
    ['\xff\x0a', 'jxl'],
  ])('%j is %s', (start, kind) => {
    expect(sniffImage(bytes(start))).toBe(kind);
  });
});
