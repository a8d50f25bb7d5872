import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { sourceAddress } from './source-address.ts';

describe('sourceAddress', () => {
  test('takes npm addresses apart', () => {
    expect(sourceAddress('npm:left-pad@1.3.0/a/b.txt')).toEqual({ scheme: 'npm', package: 'left-pad@1.3.0', path: 'a/b.txt' });
    expect(sourceAddress('npm:@scope/name@1.0.0-rc.1/x')).toEqual({ scheme: 'npm', package: '@scope/name@1.0.0-rc.1', path: 'x' });
  });

  test.each([
    'npm:left-pad/a.txt',
    'npm:left-pad@latest/a.txt',
    'npm:left-pad@^1.0.0/a.txt',
    'npm:left-pad@1.3.0',
    'npm:left-pad@1.3.0/../../etc/passwd',
    'npm:left-pad@1.3.0//a',
    'npm:https://example.com/x@1.0.0/a',
    'hf:google/model',
    'ftp://example.com/a',
    '',
  ])('refuses %s', (source) => {
    expect(() => sourceAddress(source)).toThrowError(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });

  test('knows addresses and paths', () => {
    expect(sourceAddress('https://example.com/a.tflite')).toEqual({ scheme: 'https', url: 'https://example.com/a.tflite' });
    expect(sourceAddress('./a.tflite')).toEqual({ scheme: 'file', path: resolve('a.tflite') });
    expect(sourceAddress('file:a.tflite')).toEqual({ scheme: 'file', path: resolve('a.tflite') });
    expect(sourceAddress(pathToFileURL(resolve('a b.tflite')).href)).toEqual({ scheme: 'file', path: resolve('a b.tflite') });
    expect(sourceAddress('C:\\nets\\a.tflite').scheme).toBe('file');
  });
});
