import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { hostileNames, makeReport, plainNames } from '../../test/fixtures/make-report.ts';
import { renderHtml } from './render-html.ts';

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;

test('nothing is loaded from anywhere, and only the one script may run', async () => {
  const { data, pictures } = await makeReport({ classes: hostileNames });
  const page = renderHtml(data, pictures);
  const scripts = [...page.matchAll(/<script>(.*?)<\/script>/gs)].map(([, text = '']) => text);
  const styles = [...page.matchAll(/<style>(.*?)<\/style>/gs)].map(([, text = '']) => text);
  expect([scripts.length, styles.length]).toEqual([1, 1]);
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1];
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain(`script-src '${hashOf(scripts[0] ?? '')}'`);
  expect(policy).toContain(`style-src-elem '${hashOf(styles[0] ?? '')}'`);
  const outside = page.replace(/<(script|style)\b.*?<\/\1>/gs, '');
  expect(outside.match(/\b(src|href)="(?!data:image\/webp;base64,|#).{0,40}/g)).toBeNull();
  expect(outside.match(/<[^>"]*\son[a-z]+=/g)).toBeNull();
});

test('the same data give the same page', async () => {
  const [one, other] = await Promise.all([makeReport({ classes: plainNames }), makeReport({ classes: plainNames })]);
  expect(hashOf(renderHtml(one.data, one.pictures))).toBe(hashOf(renderHtml(other.data, other.pictures)));
});

test('parts that were not measured are left out', async () => {
  const { data, pictures } = await makeReport({ classes: plainNames });
  const { thumbnails } = pictures;
  const bare = {
    ...data,
    evaluation: undefined,
    calibration: undefined,
    learningCurve: undefined,
    suspects: undefined,
    map: undefined,
    mistakes: [],
  };
  const page = renderHtml(bare, { thumbnails, mistakes: [] });
  expect([...page.matchAll(/<section aria-labelledby="([^"]*)"/g)].map(([, id]) => id)).toEqual(['classes', 'making']);
});

test('of very many classes the confused pairs are listed instead of a matrix', async () => {
  const { data, pictures } = await makeReport({ classes: Array.from({ length: 50 }, (_, index) => `class ${index}`), photos: 200 });
  const page = renderHtml(data, pictures);
  expect(page.includes('class="matrix"')).toBe(false);
  expect(page.includes('The most often mistaken')).toBe(true);
});
