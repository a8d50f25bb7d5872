import { expect, test } from 'vitest';
import { classMark } from '../report/class-colour.ts';
import { drawBackbones } from './draw-backbones.ts';
import { drawLearningCurve } from './draw-learning-curve.ts';
import { drawLearningRates } from './draw-learning-rates.ts';
import { drawMap } from './draw-map.ts';
import { drawReliability } from './draw-reliability.ts';

const texts = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text);

test('a drawing is SVG without a style sheet of its own, hidden from screen readers: words stand around it', () => {
  const bins = [{ from: 0.6, to: 0.8, images: 4, confidence: 0.7, accuracy: 0.75 }];
  const svg = drawReliability({ bins });
  expect(svg).toMatch(/^<svg [^>]*aria-hidden="true"/);
  expect(svg).not.toMatch(/<style|class="plot|xlink/);
  expect(texts(svg)).toEqual(expect.arrayContaining(['0 %', '100 %', 'How sure it was', 'How often it was right']));
  expect(svg.match(/<circle/g)).toHaveLength(1);
});

test('a learning curve labels every point, the forecast among them', () => {
  const point = (photosPerClass: number) => ({ photosPerClass, accuracy: 0.8, interval: { low: 0.7, high: 0.9 } });
  const svg = drawLearningCurve({ points: [3, 6, 12].map(point), forecast: [point(24)] });
  expect(texts(svg)).toEqual(expect.arrayContaining(['3', '6', '12', '24', 'Photos a class']));
  expect(svg.match(/<circle/g)).toHaveLength(4);
});

test('the dots of a map stand in the order of its photos, each in the colour of its class', () => {
  const labels = [2, 0, 1, 0];
  const svg = drawMap({ photos: [0, 1, 2, 3], x: [0, 0.5, 1, 0.25], y: [0, 1, 0.5, 0.75] }, labels);
  const dots = /<g [^>]*class="photos"[^>]*>(.*?)<\/g>/s.exec(svg)?.[1] ?? '';
  expect([...dots.matchAll(/fill="(#\w+)"/g)].map(([, fill]) => fill)).toEqual(labels.map((label) => classMark(label).colour));
  const places = [...dots.matchAll(/translate\(([\d.]+),/g)].map(([, x]) => Number(x));
  expect(places).toEqual([24, 480, 936, 252]); // margins of 24 in a width of 960
});

test('from the eleventh class on, the shape tells classes of one colour apart', () => {
  expect(classMark(10).colour).toBe(classMark(0).colour);
  expect(classMark(10).shape).not.toBe(classMark(0).shape);
});

test('networks are drawn with their intervals, the one that pays named; the file stands alone', () => {
  const backbone = (name: string, accuracy: number, imagesPerSecond: number) => ({
    ...{ name, accuracy, imagesPerSecond },
    accuracyInterval: { low: accuracy - 0.03, high: accuracy + 0.03 },
  });
  const svg = drawBackbones({ backbones: [backbone('large', 0.9, 8), backbone('small <b>', 0.88, 40)], pays: 1 });
  expect(texts(svg)).toEqual(expect.arrayContaining(['large', 'small &lt;b&gt; (pays)', 'Photos a second', '90 %']));
  expect(svg).toMatch(/^<svg [^>]*role="img"[^>]*><style>/);
  expect(svg.match(/<circle/g)).toHaveLength(2);
});

test('losses are drawn against learning rates as far as they are finite, with the rate to train with', () => {
  const point = (rate: number, loss: number) => ({ rate, loss, smoothed: loss });
  const points = [point(1e-5, 1.1), point(1e-4, 1), point(1e-3, 0.6), point(1e-2, 0.9), point(1e-1, 40), point(1, Number.NaN)];
  const svg = drawLearningRates({ points, suggestion: 0.00033 });
  expect(texts(svg)).toEqual(expect.arrayContaining(['1e-5', '1e-1', 'Learning rate', 'Loss', 'train with 3.3e-4']));
  expect(svg.match(/<circle/g)).toHaveLength(4); // what grew without bound is above the drawing
  expect(texts(drawLearningRates({ points: points.slice(0, 1), suggestion: undefined })).join()).not.toContain('train with');
});
