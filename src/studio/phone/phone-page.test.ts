import { expect, test } from 'vitest';
import { phonePage } from './phone-page.ts';
import { phoneWords } from './phone-words.ts';

test.each([
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
  ['de-DE,de;q=0.9,en;q=0.5,zh;q=0.7', 'zh-CN'],
  ['en-US,en;q=0.9,zh;q=0.8', 'en'],
  ['zh;q=0, en', 'en'],
  ['fr', 'en'],
  ['', 'en'],
  [`${'zh-x,'.repeat(10_000)}`, 'zh-CN'],
])('who asks for %j reads %s', (accepted, language) => {
  expect(phoneWords(accepted, 'photos').language).toBe(language);
});

test('the page asks for nothing from elsewhere, and its policy knows no inline script but its own', () => {
  const { html, policy } = phonePage('zh', 'sounds');
  expect(html).toContain('lang="zh-CN"');
  expect(html).not.toMatch(/https?:\/\//);
  expect(policy).not.toContain('unsafe');
  expect(policy).toMatch(/script-src 'sha256-[\w+/=]+'/);
});
