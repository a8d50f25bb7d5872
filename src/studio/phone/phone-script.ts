import type { Medium } from '../project/medium.ts';
import type { PhoneWords } from './phone-words.ts';

/**
 * What the phone's page does: sends what was chosen, one file after the other, and says how far it is. Where the computer has too much to do it
 * waits; where it does not answer, what is left can be sent again.
 *
 * Recordings of phones are mostly AAC, which Graft does not decode but their browsers do: what is of no form that Graft reads goes over as WAV.
 *
 * Plain JavaScript as any phone of the last years runs: it goes into the page as it is.
 */
export function phoneScript(words: PhoneWords, medium: Medium): string {
  // In a script only "<" could end it early; the words are ours, and hold none.
  return `
'use strict';
const words = ${JSON.stringify(words).replaceAll('<', '\\u003c')};
const token = new URLSearchParams(location.search).get('token') ?? '';
const at = (id) => document.getElementById(id);
const say = (text, number) => text.replace('{0}', number);
let arrived = 0;
let queue = [];
let refused = 0;
let lost = false;
let working = false;
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
function show() {
  at('arrived').textContent = arrived === 0 ? words.none : arrived === 1 ? words.one : say(words.many, arrived);
  at('sending').textContent = working ? say(words.sending, queue.length) : '';
  at('progress').hidden = !working;
  at('progress').max = arrived + refused + queue.length || 1;
  at('progress').value = arrived + refused;
  at('trouble').hidden = refused === 0 && !lost;
  at('refused').textContent = lost ? words.closed : say(words.refused, refused);
  at('again').hidden = !lost || queue.length === 0;
}
function complain(file, problem) {
  refused++;
  const row = document.createElement('li');
  const named = problem.message.includes(file.name) ? '' : file.name + ': ';
  row.textContent = named + problem.message + (problem.hint ? ' ' + problem.hint : '');
  at('list').append(row);
}
const asWav = ${medium === 'sounds'};
async function readable(file) {
  if (!asWav || /\\.(wav|flac|mp3|ogg|oga|opus)$/i.test(file.name)) return file;
  try {
    const decoded = await new OfflineAudioContext(1, 1, 48000).decodeAudioData(await file.arrayBuffer());
    return new File([wavOf(decoded)], file.name.replace(/\\.[^.]*$/, '') + '.wav');
  } catch {
    return file; // the computer says what is wrong with it
  }
}
function wavOf(decoded) {
  const channels = Array.from({ length: decoded.numberOfChannels }, (_, at) => decoded.getChannelData(at));
  const samples = new Int16Array(22 + decoded.length);
  samples.set([0x4952, 0x4646, 0, 0, 0x4157, 0x4556, 0x6d66, 0x2074, 16, 0, 1, 1, 0, 0, 0, 0, 2, 16, 0x6164, 0x6174, 0, 0]); // RIFF, fmt, data
  const view = new DataView(samples.buffer);
  for (const [at, value] of [[4, 36 + 2 * decoded.length], [24, decoded.sampleRate], [28, 2 * decoded.sampleRate], [40, 2 * decoded.length]])
    view.setUint32(at, value, true);
  for (let at = 0; at < decoded.length; at++) {
    const mean = channels.reduce((sum, channel) => sum + channel[at], 0) / channels.length;
    samples[22 + at] = Math.round(32767 * Math.max(-1, Math.min(1, mean)));
  }
  return samples.buffer;
}
async function send(chosen) {
  const file = await readable(chosen);
  for (let attempt = 0; ; attempt++) {
    let response;
    try {
      const query = new URLSearchParams({ token, name: file.name });
      response = await fetch('/photo?' + query, { method: 'POST', body: file, headers: { 'content-type': 'application/octet-stream' } });
    } catch {
      if (attempt < 3) { await pause(500 * (attempt + 1)); continue; }
      return 'lost';
    }
    if (response.ok) { arrived++; return 'done'; }
    if (response.status === 503 && attempt < 60) { await pause(1500); continue; }
    if (response.status === 401 || response.status === 403) return 'lost';
    const told = await response.json().catch(() => undefined);
    complain(file, (told && told.error) || { message: String(response.status) });
    return 'done';
  }
}
async function work() {
  if (working) return;
  working = true;
  lost = false;
  while (queue.length > 0 && !lost) {
    show();
    if ((await send(queue[0])) === 'lost') lost = true;
    else queue.shift();
  }
  working = false;
  show();
}
for (const id of ['take', 'choose']) {
  at(id).addEventListener('change', (event) => {
    queue.push(...event.target.files);
    event.target.value = '';
    work();
  });
}
at('again').addEventListener('click', work);
`;
}
