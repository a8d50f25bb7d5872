import { posix, win32 } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultArchiveLimits as limits } from './archive-limits.ts';
import { entryPath } from './entry-path.ts';

const pathOf = (name: string, platform: NodeJS.Platform = 'linux'): string[] => entryPath(name, { archive: 'a.zip', limits, platform });

describe('entryPath', () => {
  test.each([
    ['cat/1.jpg', ['cat', '1.jpg']],
    ['./cat//1.jpg', ['cat', '1.jpg']],
    ['cat\\deep\\1.jpg', ['cat', 'deep', '1.jpg']],
    ['cat/', ['cat']],
    ['...', ['...']],
    ['12:30 noon/1.jpg', ['12:30 noon', '1.jpg']],
    ['', []],
    ['./', []],
  ])('%j', (name, names) => {
    expect(pathOf(name)).toEqual(names);
  });

  test.each(['con/1.jpg', 'cat/NUL', 'cat/aux.jpg', 'cat/1.jpg:stream', 'cat /1.jpg', 'cat./1.jpg', 'what?.jpg'])(
    '%j is refused on Windows alone',
    (name) => {
      expect(() => pathOf(name, 'win32')).toThrow(expect.objectContaining({ code: 'ARCHIVE_INVALID' }));
      expect(pathOf(name).length).toBeGreaterThan(0);
    },
  );

  test('whatever the name, what is written lies below the folder, on every system', () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '',
      'a',
      'b.jpg',
      '/',
      '\\',
      'C:',
      '~',
      '%2e%2e',
      '\0',
      '…',
      ' ',
      '. .',
      '..\\',
      '../',
      '\\\\?\\',
    );
    const name = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('/')),
      fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(name, fc.constantFrom('linux' as const, 'win32' as const), (text, platform) => {
        let names: string[];
        try {
          names = pathOf(text, platform);
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^ARCHIVE_/) });
          return;
        }
        const path = platform === 'win32' ? win32 : posix;
        const root = platform === 'win32' ? 'C:\\cache\\x' : '/cache/x';
        const target = path.join(root, ...names);
        if (names.length === 0) expect(target).toBe(root);
        else expect(target.startsWith(root + path.sep)).toBe(true);
        expect(path.relative(root, target).split(path.sep)).not.toContain('..');
      }),
      { numRuns: 2000 },
    );
  });
});
