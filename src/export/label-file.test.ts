import { expect, test } from 'vitest';
import { labelFile } from './label-file.ts';

test('one label a line, in the order of the outputs', () => {
  expect(labelFile(['t-shirt', 'Kleid, lang', '帽子'])).toBe('t-shirt\nKleid, lang\n帽子\n');
});

test.each(['two\nlines', 'carriage\rreturn', 'nul\0', ''])('refuses %j, and says what to do', (label) => {
  expect(() => labelFile(['hat', label])).toThrow(
    expect.objectContaining({ code: 'MODEL_INCAPABLE', message: expect.stringContaining(JSON.stringify(label)), hint: expect.any(String) }),
  );
});
