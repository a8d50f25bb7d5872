import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostileLetters } from '../../../test/fixtures/hostile-letters.ts';
import { classFolderName } from './class-folder-name.ts';

describe('classFolderName', () => {
  test.each([
    ['  ripe   tomato ', 'ripe tomato'],
    ['西红柿', '西红柿'],
    ['e\u0301clair', 'éclair'], // Unicode's NFC
    ['🍅', '🍅'],
    ['..a', undefined],
    ['console', 'console'], // begins as a device is called, and is none
  ])('%j becomes %j', (typed, name) => {
    if (name === undefined) expect(() => classFolderName(typed, [])).toThrow();
    else expect(classFolderName(typed, [])).toBe(name);
  });

  test.each([
    ['', 'nothing'],
    ['   ', 'nothing'],
    ['..', 'a dot'],
    ['.graft-studio', 'a dot'],
    ['.hidden', 'a dot'],
    ['a/b', 'one of /'],
    ['..\\..\\windows', 'one of /'],
    ['C:', 'one of /'],
    ['a\0b', 'a control character'],
    ['a\nb', 'a control character'],
    ['CON', 'Windows'],
    ['lpt1.txt', 'Windows'],
    ['nul', 'Windows'],
    ['cat.', 'a dot at its end'],
    ['train', 'to learn from'],
    ['Test', 'to learn from'],
    ['validation', 'to learn from'],
    ['Thumbs.db', 'systems keep'],
    ['x'.repeat(101), '100 characters'],
    ['猫'.repeat(90), '100 characters'],
  ])('refuses %j, and says why', (typed, why) => {
    expect(() => classFolderName(typed, [])).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringContaining(why) }),
    );
  });

  test.each(['Cat', 'cat', 'CAT '])('refuses %j where there is a class Cat, as many a disk takes the two for one', (typed) => {
    expect(() => classFolderName(typed, ['Cat'])).toThrow(expect.objectContaining({ code: 'ALREADY_EXISTS' }));
  });

  test('whatever is typed, what comes out is one visible folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: hostileLetters, maxLength: 120 }), (typed) => {
        let name: string;
        try {
          name = classFolderName(typed, []);
        } catch {
          return;
        }
        expect(name).not.toMatch(/[/\\\p{Cc}]|^\.|\.$|^\s|\s$/u);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
        expect(classFolderName(name, [])).toBe(name);
      }),
    );
  });
});
