import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { hostileNames, makeReport, plainNames } from '../../test/fixtures/make-report.ts';
import { drawTuning } from '../plots/draw-tuning.ts';
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

test('how the backbone was trained is told with the blocks’ own names, in colours that the page has', async () => {
  const { data, pictures } = await makeReport({ classes: plainNames });
  const fused = ['expand', 'project'].map((part) => `Net/conv_16/${part}/Relu6;Net/conv_16/${part}/Fold;Net/conv_16/other/bias`);
  const tuning = {
    ...{ from: 'Net/conv_15/add', frozenAt: 'Net/conv_14/add', best: 1 },
    blocks: ['Net/conv_15/add', ...fused, 'head'].map((name) => ({ name, parameters: 10, rate: 1 })),
    ...{ before: { loss: 0.4, accuracy: 0.8 }, after: { loss: 0.3, accuracy: 0.9 } },
    epochs: [{ epoch: 1, loss: 0.5, accuracy: 0.85, validationLoss: 0.4, validationAccuracy: 0.9 }],
  };
  const page = renderHtml({ ...data, tuning }, { ...pictures, tuning: drawTuning(tuning) });
  const section = /<section aria-labelledby="tuning">.*?<\/section>/s.exec(page)?.[0] ?? '';
  const rows = [...section.matchAll(/<tr><t[hd][^>]*>([^<]*)/g)].map(([, text]) => text).slice(-5);
  expect(rows).toEqual(['all up to conv_14', 'conv_15', 'conv_16/expand', 'conv_16/project', 'head']);
  const used = new Set([...page.matchAll(/var\((--[\w-]+)\)/g)].map(([, name = '']) => name));
  expect([...used].filter((name) => !page.includes(`${name}:`))).toEqual([]);
});
