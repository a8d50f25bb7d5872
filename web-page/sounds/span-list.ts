import { audacityLabels, type SoundSpan } from '../../src/sounds/label-spans.ts';
import { make } from '../element.ts';

/** So many hues are told apart; more classes use them again, and have their names beside them. */
const hues = 8;

/** What is heard when: a lane under the spectrogram, and a list whose times play the sound from there. */
export function spanList(
  spans: readonly SoundSpan[],
  seconds: number,
  { name, play }: { readonly name: string; readonly play: (from: number) => void },
): { readonly lane: HTMLElement; readonly list: HTMLElement } {
  const labels = [...new Set(spans.map(({ label }) => label))];
  const lane = make('div', 'lane');
  lane.setAttribute('aria-hidden', 'true'); // the list says the same
  const rows = make('ol', 'spans');
  rows.tabIndex = 0; // it scrolls
  rows.setAttribute('aria-label', 'What is heard when');
  for (const { start, end, label, probability } of spans) {
    const hue = `hue-${labels.indexOf(label) % hues}`;
    const block = make('span', hue, label);
    block.title = `${timeOf(start)} to ${timeOf(end)}: ${label}`;
    block.style.left = `${(100 * start) / seconds}%`;
    block.style.width = `${(100 * (end - start)) / seconds}%`;
    lane.append(block);
    const row = make('li');
    const from = make('button', 'time', `${timeOf(start)} – ${timeOf(end)}`);
    from.type = 'button';
    from.setAttribute('aria-label', `${from.textContent}: play ${label}`);
    from.addEventListener('click', () => play(start));
    row.append(
      from,
      make('span', `swatch ${hue}`),
      make('span', 'label', label),
      make('span', 'share', `${(100 * probability).toFixed(0)} %`),
    );
    rows.append(row);
  }
  const save = make('a', '', 'Save as Audacity labels');
  save.href = URL.createObjectURL(new Blob([audacityLabels(spans)], { type: 'text/plain' }));
  save.download = `${name.replace(/\.[^.]*$/, '')}.txt`;
  const list = make('div');
  list.append(rows, save);
  return { lane, list };
}

/** A time in a sound: `0:01.5`. */
function timeOf(seconds: number): string {
  const tenths = Math.round(10 * Math.max(0, seconds));
  return `${Math.floor(tenths / 600)}:${((tenths % 600) / 10).toFixed(1).padStart(4, '0')}`;
}
