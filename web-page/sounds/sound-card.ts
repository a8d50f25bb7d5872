import type { HeardWindow, Listened } from '../../src/web/index.ts';
import { make } from '../element.ts';
import type { Card } from '../receive-files.ts';
import { sayFailure, sayPredictions } from '../say-predictions.ts';
import { spanList } from './span-list.ts';
import { spectrogramStrip } from './spectrogram-strip.ts';

/** A sound and, as it is heard, its spectrogram, what it is, and what is heard when. */
export interface SoundCard extends Card {
  /** Ends the listening: the visitor has pressed Stop. */
  readonly signal: AbortSignal;
  hear(window: HeardWindow): void;
  tell(found: Listened, milliseconds: number): void;
}

/** Makes the card of a sound that is waited for. */
export function soundCard(sound: Blob, name: string): SoundCard {
  const node = make('article', 'card sound');
  const player = make('audio');
  player.controls = true;
  player.src = URL.createObjectURL(sound);
  player.setAttribute('aria-label', name);
  player.addEventListener('error', () => {
    player.hidden = true; // the card says why
  });
  const strip = spectrogramStrip();
  strip.node.hidden = true;
  const figure = make('figure');
  figure.append(make('figcaption', 'quiet', name), strip.node, player);
  const says = make('div', 'says');
  const waiting = make('p', 'quiet', 'Listening…');
  const stop = make('button', '', 'Stop');
  stop.type = 'button';
  stop.hidden = true;
  const stopped = new AbortController();
  stop.addEventListener('click', () => stopped.abort());
  const progress = make('div', 'progress');
  progress.append(waiting, stop);
  says.append(progress);
  node.append(figure, says);
  let windows = 0;
  return {
    node,
    signal: stopped.signal,
    hear(window) {
      strip.node.hidden = false;
      strip.draw(window);
      windows = window.total;
      waiting.textContent = `Listening: ${window.done} of ${window.total} windows`;
      stop.hidden = window.total - window.done < 3;
    },
    tell(found, milliseconds) {
      const time = make('p', 'quiet', `${seconds(found.seconds)} of sound in ${seconds(milliseconds / 1000)} on this device`);
      progress.replaceWith(...sayPredictions(found, 'sound'), time);
      if (windows < 2) return;
      const play = (from: number): void => {
        player.currentTime = from;
        player.play().catch(() => undefined); // a form that the browser decodes but does not play
      };
      const { lane, list } = spanList(found.spans, found.seconds, { name, play });
      strip.node.after(lane);
      says.append(make('h4', '', 'What is heard when'), list);
    },
    fail(error) {
      if (stopped.signal.aborted) progress.replaceWith(make('p', 'quiet', 'Stopped.'));
      else progress.replaceWith(...sayFailure(error, 'sound'));
    },
  };
}

const seconds = (value: number): string => `${value.toFixed(1)} s`;
