import { expect, test } from 'vitest';
import { publishedSource } from './published-source.ts';

test.each([
  ['npm:some-package@1.0.0/graph.lite', 'npm:some-package@1.0.0/graph.lite'],
  ['https://example.org/a/network.tflite', 'https://example.org/a/network.tflite'],
  ['/home/ada/secret project/network.tflite', 'network.tflite'],
  ['C:\\Users\\ada\\network.tflite', 'network.tflite'],
  ['network.tflite', 'network.tflite'],
])('%s is told as %s', (source, told) => {
  expect(publishedSource(source)).toBe(told);
});
