/** What a window is heard as. */
export interface ToldWindow {
  /** In seconds. */
  readonly start: number;
  readonly end: number;
  /** Undefined for silence. */
  readonly label: string | undefined;
  readonly probability: number;
}

/** A stretch of sound with one label. */
export interface SoundSpan {
  /** In seconds from the sound's beginning. */
  readonly start: number;
  readonly end: number;
  readonly label: string;
  /** Between 0 and 1: the mean over its windows. */
  readonly probability: number;
}

/**
 * Joins windows to stretches of one label. Where windows overlap, each speaks up to the middle between its centre and its neighbour's.
 *
 * @param windows In the order of their time.
 * @param seconds How long the sound is.
 */
export function spansOf(windows: readonly ToldWindow[], seconds: number): readonly SoundSpan[] {
  const spans: { start: number; end: number; label: string; sum: number; windows: number }[] = [];
  for (const [at, { start, end, label, probability }] of windows.entries()) {
    if (label === undefined) continue;
    const [before, after] = [windows[at - 1], windows[at + 1]];
    const own = { start, end };
    const from = before === undefined ? 0 : border(before, own);
    const to = after === undefined ? seconds : border(own, after);
    const last = spans.at(-1);
    if (last?.label === label && last.end === from) {
      last.end = to;
      last.sum += probability;
      last.windows++;
    } else spans.push({ start: from, end: to, label, sum: probability, windows: 1 });
  }
  return spans.map(({ sum, windows: count, ...span }) => ({ ...span, probability: sum / count }));
}

/** Where one window ends to speak and the next begins: the very same number from either side. */
function border(before: Pick<ToldWindow, 'start' | 'end'>, after: Pick<ToldWindow, 'start' | 'end'>): number {
  return (before.start + before.end + after.start + after.end) / 4;
}

/**
 * Stretches as Audacity's label track reads them: start, end and label with tabs between, times in seconds.
 *
 * @see https://manual.audacityteam.org/man/importing_and_exporting_labels.html
 */
export function audacityLabels(spans: readonly Pick<SoundSpan, 'start' | 'end' | 'label'>[]): string {
  return spans.map(({ start, end, label }) => `${start.toFixed(6)}\t${end.toFixed(6)}\t${label.replace(/[\t\r\n]+/g, ' ')}\n`).join('');
}
