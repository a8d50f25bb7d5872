import { describe, expect, test } from 'vitest';
import { defineSound } from '../sounds/sound-settings.ts';
import { parsePreprocessing } from './parse-preprocessing.ts';
import { definePreprocessing } from './preprocessing.ts';

describe('the preprocessing record', () => {
  const record = definePreprocessing({ width: 299, height: 224, fit: 'pad' });

  test('holds every choice that decides the pixels', () => {
    expect(record).toEqual({
      version: 2,
      width: 299,
      height: 224,
      fit: 'pad',
      resize: 'bilinear-antialiased',
      background: [255, 255, 255],
      padding: [128, 128, 128],
      colour: 'srgb',
      layout: 'nhwc',
      dtype: 'uint8',
    });
  });

  test('of a model that was trained before is read as it is', () => {
    expect(parsePreprocessing({ ...record, version: 1 }, 'graft.json')).toEqual({ ...record, version: 1 });
  });

  test('of sounds keeps its version, so that a model hears as it was trained', () => {
    const sound = defineSound({ sampleRate: 8000 });
    const heard = definePreprocessing({ width: 32, height: 32, sound });
    for (const version of [1, 2]) {
      const kept = { ...heard, sound: { ...sound, version } };
      expect(parsePreprocessing(JSON.parse(JSON.stringify(kept)), 'graft.json')).toEqual(kept);
    }
    const read = (version: unknown) => () => parsePreprocessing({ ...heard, sound: { ...sound, version } }, 'graft.json');
    expect(read(3)).toThrow(expect.objectContaining({ code: 'MODEL_TOO_NEW' }));
    for (const version of [0, undefined, '2']) expect(read(version)).toThrow(expect.objectContaining({ code: 'MODEL_DAMAGED' }));
  });

  test('survives JSON', () => {
    expect(parsePreprocessing(JSON.parse(JSON.stringify(record)), 'graft.json')).toEqual(record);
  });

  test.each([
    [{ width: 0, height: 1 }, 'width'],
    [{ width: 1, height: 1.5 }, 'height'],
    [{ width: 1, height: 9000 }, 'height'],
    [{ width: 1, height: 1, fit: 'squash' as 'pad' }, 'fit'],
    [{ width: 1, height: 1, background: [0, 0, 256] as const }, 'background'],
    [{ width: 1, height: 1, padding: [0, 0] as unknown as [0, 0, 0] }, 'padding'],
  ])('refuses %j', (options, name) => {
    expect(() => definePreprocessing(options)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringContaining(name) }),
    );
  });

  test.each([
    ['no object', null],
    ['a missing field', { ...record, layout: undefined }],
    ['another layout', { ...record, layout: 'nchw' }],
    ['a size of text', { ...record, width: '299' }],
    ['a field nobody knows', { ...record, gamma: 2.2 }],
  ])('%s is damage', (_what, json) => {
    expect(() => parsePreprocessing(json, 'graft.json')).toThrow(expect.objectContaining({ code: 'MODEL_DAMAGED', file: 'graft.json' }));
  });

  test('a newer version says so', () => {
    expect(() => parsePreprocessing({ ...record, version: 4 }, 'graft.json')).toThrow(expect.objectContaining({ code: 'MODEL_TOO_NEW' }));
  });
});
