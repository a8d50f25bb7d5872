import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostileLetters } from '../../../test/fixtures/hostile-letters.ts';
import { numberedName, photoFileName } from './photo-file-name.ts';

describe('photoFileName', () => {
  test.each([
    ['cat.jpg', 'jpeg', 'cat.jpg'],
    ['cat.JPEG', 'jpeg', 'cat.jpeg'],
    ['cat.png', 'jpeg', 'cat.jpg'], // the extension is that of what it is
    ['cat', 'webp', 'cat.webp'],
    ['', 'png', 'photo.png'],
    ['.jpg', 'jpeg', 'jpg.jpg'],
    ['../../etc/passwd', 'png', 'passwd.png'],
    ['..\\..\\boot.ini', 'png', 'boot.png'],
    ['/', 'png', 'photo.png'],
    ['.bashrc', 'png', 'bashrc.png'],
    ['con.jpg', 'jpeg', 'photo-con.jpg'],
    ['a\0b<c>.jpg', 'jpeg', 'a b c.jpg'],
    ['\u202egpj.exe', 'jpeg', 'gpj.jpg'], // an override of the direction of writing
    ['猫.jpg', 'jpeg', '猫.jpg'],
    ['cafe\u0301.jpg', 'jpeg', 'café.jpg'],
  ] as const)('%j, a %s, becomes %j', (sent, kind, name) => {
    expect(photoFileName(sent, kind)).toBe(name);
  });

  test('is short enough for every disk, with its extension', () => {
    expect(photoFileName(`${'x'.repeat(4000)}.jpg`, 'jpeg')).toMatch(/^x{70,80}\.jpg$/);
    expect(Buffer.byteLength(photoFileName(`${'👨‍👩‍👧‍👦'.repeat(80)}.png`, 'png'))).toBeLessThanOrEqual(185);
  });

  test('whatever is sent, it is one visible name that names no other folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: hostileLetters, maxLength: 300 }), (sent) => {
        const name = photoFileName(sent, 'jpeg');
        expect(name).not.toMatch(/[/\\:*?"<>|\p{Cc}\p{Cs}]|^\.|^\s/u);
        expect(name).toMatch(/\.(jpg|jpeg|jpe|jfif)$/);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
      }),
    );
  });

  test('a taken name gets a number before its extension', () => {
    expect([1, 2, 3].map((number) => numberedName('cat.jpg', number))).toEqual(['cat.jpg', 'cat-2.jpg', 'cat-3.jpg']);
  });
});
