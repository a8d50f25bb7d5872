import { drawBar } from './draw-bar.ts';
import { shorten, widthOf } from './fit-text.ts';
import type { Channel } from './terminal.ts';

/** How far something is. */
export interface Step {
  /** What is done, a word or two. */
  readonly label: string;
  /** 0 … 1, or undefined where the end is not known. */
  readonly part?: number | undefined;
  /** The rest of the line, most important first: what does not fit is left out from the end. */
  readonly details: readonly string[];
}

/** On a terminal a line is drawn over itself; elsewhere one is written now and then. */
const redrawMs = 80;
const quietMs = 10_000;

/** Hides and shows the cursor, goes to the line's start and clears it. */
const escapes = { hide: '\u001b[?25l', show: '\u001b[?25h', clear: '\r\u001b[2K' } as const;

const labelWidth = 10;
const gap = '  ';

/** Columns that a bar takes; with less than the least it would say nothing. */
const widestBar = 30;
const narrowestBar = 5;

/**
 * One line that shows how far the work is: a bar that is redrawn in place where somebody looks, a plain line every
 * ten seconds elsewhere.
 */
export class Progress implements Disposable {
  readonly #channel: Channel;
  readonly #restore = (): void => this.clear();
  #drawn = false;
  #last = 0;
  #label: string | undefined;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  /** Shows a step, unless the last one was shown just now. */
  show(step: Step): void {
    const now = performance.now();
    const { live } = this.#channel;
    if (this.#label !== step.label) {
      this.#label = step.label;
      this.#last = live ? 0 : now; // what ends soon is not worth a line in a log
    }
    if (now - this.#last < (live ? redrawMs : quietMs)) return;
    this.#last = now;
    if (live) this.#draw(step);
    else
      this.#channel.line(
        `${step.label}: ${[...(step.part === undefined ? [] : [`${Math.floor(100 * step.part)} %`]), ...step.details].join(', ')}`,
      );
  }

  /** What to hand to the library as `onProgress`. */
  following<Event>(describe: (event: Event) => Step | undefined): (event: Event) => void {
    return (event) => {
      const step = describe(event);
      if (step !== undefined) this.show(step);
    };
  }

  /** Writes a line that stays, above the bar. */
  line(text: string): void {
    this.clear();
    this.#channel.line(text);
  }

  /** Takes the bar away. */
  clear(): void {
    if (!this.#drawn) return;
    this.#drawn = false;
    process.off('exit', this.#restore);
    this.#channel.raw(escapes.clear + escapes.show);
  }

  [Symbol.dispose](): void {
    this.clear();
  }

  #draw(step: Step): void {
    if (!this.#drawn) process.on('exit', this.#restore); // whatever ends the process, the cursor comes back
    this.#channel.raw(`${this.#drawn ? '' : escapes.hide}${escapes.clear}${progressLine(step, this.#channel)}`);
    this.#drawn = true;
  }
}

/** The line itself, never as wide as the terminal, so that it never wraps. */
function progressLine({ label, part, details }: Step, { columns, paint }: Pick<Channel, 'columns' | 'paint'>): string {
  const start = shorten(`  ${label.padEnd(labelWidth)}`, columns - 1);
  let room = columns - 1 - widthOf(start);
  const shown: string[] = [];
  for (const detail of details) {
    if (gap.length + widthOf(detail) > room) break;
    room -= gap.length + widthOf(detail);
    shown.push(gap + (shown.length === 0 ? detail : paint.dim(detail)));
  }
  const barWidth = Math.min(widestBar, room - gap.length);
  if (part === undefined || barWidth < narrowestBar) return start + shown.join('');
  const bar = drawBar(part, barWidth);
  return `${start}${gap}${paint.cyan(bar)}${paint.dim('─'.repeat(barWidth - widthOf(bar)))}${shown.join('')}`;
}
