import { expect, test } from 'vitest';
import { readableLog } from './readable-log.ts';
import type { Channel } from './terminal.ts';

const plain = (text: string): string => text;

/** What a person sees of what is written. */
function shown(...chunks: readonly string[]): string[] {
  const lines: string[] = [];
  const channel: Channel = {
    paint: { bold: plain, dim: plain, red: (text) => `!${text}!`, green: plain, yellow: plain, cyan: plain },
    columns: 80,
    live: true,
    line: (text = '') => void lines.push(text),
    raw: () => {},
  };
  const log = readableLog(channel);
  for (const chunk of chunks) log.write(chunk);
  return lines;
}

test('a request is a line: status, method, path, time', () => {
  const record = {
    level: 30,
    time: '2026-01-01T10:00:00.000Z',
    requestId: 'x',
    method: 'POST',
    path: '/v1',
    status: 200,
    ms: 12,
    msg: 'request',
  };
  expect(shown(`${JSON.stringify(record)}\n`)[0]).toMatch(/^\d\d:\d\d:\d\d 200 POST \/v1 12 ms$/);
});

test('an error says why; lines may come in pieces', () => {
  const record = JSON.stringify({ level: 50, model: 'a', err: { message: 'damaged', stack: '…' }, msg: 'not loaded' });
  expect(shown(record.slice(0, 20), `${record.slice(20)}\n{"level":30`)).toEqual([' !not loaded: damaged! model a']);
});

test('nothing that a client sends acts on the terminal', () => {
  const path = '/\u001b[2Jevil';
  const [line] = shown(`${JSON.stringify({ level: 30, method: 'GET', path, status: 404, ms: 1, msg: 'request' })}\n`);
  expect(line).not.toContain('\u001b');
  expect(shown('no JSON \u001b[2J\n')[0]).not.toContain('\u001b');
});
