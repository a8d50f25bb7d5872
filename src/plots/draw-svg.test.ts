import { dot, text } from '@observablehq/plot';
import { expect, test } from 'vitest';
import { drawSvg } from './draw-svg.ts';

test('places are rounded to a tenth of a pixel, what is written is not', () => {
  const points = [
    { x: 1 / 3, y: 2 / 3, name: 'model v1.2345 x="0.6789"' },
    { x: 5, y: 7, name: '3.14159' },
  ];
  const svg = drawSvg({
    marks: [dot(points, { x: 'x', y: 'y', title: 'name', ariaLabel: 'name' }), text(points, { x: 'x', y: 'y', text: 'name' })],
  });
  expect(svg).toContain('>model v1.2345 x="0.6789"<');
  expect(svg).toContain('>3.14159<');
  expect(svg).toContain('aria-label="3.14159"');
  const places = svg.match(/\b(?:cx|cy|r|x|y|x1|y1|x2|y2|d|transform)="[^"]*\d\.\d{2,}/g) ?? [];
  expect(places.filter((place) => place !== 'x="0.6789')).toEqual([]); // but for the one that is written
});
