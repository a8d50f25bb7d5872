import { expect, test } from 'vitest';
import { hostileNames, makeReport, plainNames } from '../../test/fixtures/make-report.ts';
import { renderMarkdown } from './render-markdown.ts';

test('every part of the report is there', async () => {
  const { data } = await makeReport({ classes: plainNames });
  const markdown = renderMarkdown(data);
  expect(markdown).toMatch(/^# dress\\?\.graft\n\nIt is right for /);
  expect(markdown.match(/^## .*$/gm)).toEqual([
    '## What is taken for what',
    '## Class by class',
    '## The most confident mistakes',
    '## Does its confidence hold?',
    '## Would more photos help?',
    '## Worth a look in your photos',
    '## How it was made',
  ]);
  expect(markdown).toContain("```sh\ngraft train './dress'\n```");
});

test('hostile names stay text: no table breaks, no link, no HTML, no fence ends early', async () => {
  const { data } = await makeReport({ classes: [...hostileNames, '```\n# heading'] });
  const markdown = renderMarkdown({ ...data, making: { ...data.making, command: 'graft train "```\n"' } });
  for (const table of markdown.split('\n\n').filter((part) => part.startsWith('|'))) {
    const columns = (line: string): number => line.replaceAll(/\\./g, '').split('|').length;
    expect(new Set(table.split('\n').map(columns)).size).toBe(1);
  }
  const outside = markdown.replace(/````sh\n[\s\S]*?\n````/, '');
  expect(outside).not.toBe(markdown);
  expect(outside.replaceAll(/\\./g, '')).not.toMatch(/[<>[\]`]/);
});
