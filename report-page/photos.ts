/** The photos that the page holds, by their places. */
export interface Photos {
  readonly count: number;
  readonly classes: readonly string[];
  /** The photos on the map, in the order of its dots. */
  readonly map: readonly number[];
  file(photo: number): string;
  label(photo: number): number;
  /** -1 where the model was not asked. */
  predicted(photo: number): number;
  /** A photo in a sentence, such as `shirt, taken for longsleeve (96 %), held out`. */
  describe(photo: number): string;
  /** A player for a sound, and what it leaves out; undefined of photos, and of sounds that the page does not hold. */
  player(photo: number): HTMLElement | undefined;
  /** Puts the small picture of a photo into an element, or leaves it empty where the page has none. */
  show(image: HTMLImageElement, photo: number): void;
}

/** What `renderHtml` wrote into the page. */
interface Written {
  readonly classes: readonly string[];
  readonly files: readonly string[];
  readonly labels: readonly number[];
  readonly heldOut: readonly number[];
  readonly predicted: readonly number[];
  readonly probabilities: readonly number[];
  readonly map: readonly number[];
  readonly thumbnails: readonly string[];
  readonly recordings: readonly string[];
  /** 0 where a recording is there whole. */
  readonly heardSeconds: readonly number[];
}

/** Reads the photos out of the page. */
export function readPhotos(): Photos {
  // Our own text: `renderHtml` wrote it into this very page.
  const written = JSON.parse(document.getElementById('report-data')?.textContent ?? '{}') as Written;
  const { classes, files, labels, heldOut, predicted, probabilities, map, thumbnails, recordings, heardSeconds } = written;
  const name = (label: number | undefined): string => classes[label ?? -1] ?? '';
  return {
    count: files.length,
    classes,
    map,
    file: (photo) => files[photo] ?? '',
    label: (photo) => labels[photo] ?? 0,
    predicted: (photo) => predicted[photo] ?? -1,
    describe: (photo) => {
      const said = predicted[photo] ?? -1;
      const sure = `${Math.round(100 * (probabilities[photo] ?? 0))} %`;
      const verdict = said < 0 ? '' : said === labels[photo] ? `, ${sure} sure` : `, taken for ${name(said)} (${sure} sure)`;
      return `${name(labels[photo])}${verdict}${heldOut[photo] === 1 ? ', held out' : ''}`;
    },
    player: (photo) => {
      const source = recordings[photo] ?? '';
      if (source === '') return undefined;
      const audio = document.createElement('audio');
      audio.controls = true;
      audio.preload = 'none';
      audio.src = source;
      audio.setAttribute('aria-label', `The sound ${files[photo] ?? ''}`);
      const seconds = heardSeconds[photo] ?? 0;
      const player = document.createElement('div');
      player.className = 'player';
      player.append(audio, ...(seconds === 0 ? [] : [`The first ${seconds} seconds, at a low rate.`]));
      return player;
    },
    show: (image, photo) => {
      const bytes = thumbnails[photo] ?? '';
      if (bytes !== '') image.src = `data:image/webp;base64,${bytes}`;
      else image.classList.add('missing');
    },
  };
}
