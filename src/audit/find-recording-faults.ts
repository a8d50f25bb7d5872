import { median } from '../tensor/median.ts';
import type { Look } from './look.ts';

/** A recording with a fault of its own. */
export interface RecordingFinding {
  readonly file: string;
  readonly class: string;
}

/** What is wrong with recordings by themselves, the worst of each kind first. Silent ones are blank, and told there. */
export interface RecordingFaults {
  /** Too loud for what recorded them: `share` of the samples, 0 to 1, lie on flat tops at full scale. */
  readonly clipped: readonly (RecordingFinding & { readonly share: number })[];
  /** Mean level in decibels below full scale. */
  readonly quiet: readonly (RecordingFinding & { readonly decibels: number })[];
  /** In seconds. */
  readonly short: readonly (RecordingFinding & { readonly seconds: number })[];
  /** Recorded at a lower rate than the network hears: above half of `sampleRate`, in hertz, nothing is there. */
  readonly narrow: readonly (RecordingFinding & { readonly sampleRate: number; readonly heardAt: number })[];
  /** One of several channels is silent beside the others, so that the mix is softer than it was meant. */
  readonly deadChannel: readonly RecordingFinding[];
  /** One channel is the other upside down, so that the mix is next to nothing. */
  readonly outOfPhase: readonly RecordingFinding[];
  /** Files whose names say another form than they have. */
  readonly misnamed: readonly (RecordingFinding & { readonly format: string })[];
}

/** A recording as its faults are told by. */
export interface JudgedRecording extends RecordingFinding {
  readonly look: Look;
}

// Measured (docs/decisions/0048) on digits, ESC-10 and instruments, and on copies that were overdriven, softened, cut and turned over.

/** The part of the samples on flat tops from which a recording counts as clipped. */
const clippedShare = 0.001;

/** Softer than this, 16 bits have but some hundred steps left. */
const quietDecibels = -60;

/** Softer than this is silence with the noise of a converter. */
const silentDecibels = -80;

/** Shorter than this part of the window, or of most recordings where those are shorter still, nearly all of a picture is empty. */
const shortPart = 0.25;

/** A rate that is lower by less leaves out no more than a filter does. */
const narrowPart = 0.95;

const deadBelow = 50;
const oppositeBelow = -0.9;

/** Endings that a form goes by. */
const endings: Readonly<Record<string, readonly string[]>> = {
  wav: ['wav', 'wave'],
  flac: ['flac'],
  mp3: ['mp3'],
  vorbis: ['ogg', 'oga'],
  opus: ['opus', 'ogg', 'oga'],
};

/** Whether nothing is heard in a recording. */
export function isSilent({ sound }: Pick<Look, 'sound'>): boolean {
  return sound !== undefined && !(sound.decibels >= silentDecibels);
}

/** Finds recordings with faults of their own; undefined where there are no recordings. */
export function findRecordingFaults(recordings: readonly JudgedRecording[]): RecordingFaults | undefined {
  const heard = recordings.flatMap(({ look, file, class: name }) =>
    look.sound === undefined || isSilent(look) ? [] : [{ file, class: name, format: look.format, ...look.sound }],
  );
  if (!recordings.some(({ look }) => look.sound !== undefined)) return undefined;
  const usual = median(heard.map(({ seconds }) => seconds));
  return {
    clipped: heard
      .filter(({ clipped }) => clipped >= clippedShare)
      .map(({ file, class: name, clipped }) => ({ file, class: name, share: clipped }))
      .toSorted((a, b) => b.share - a.share),
    quiet: heard
      .filter(({ decibels }) => decibels < quietDecibels)
      .map(({ file, class: name, decibels }) => ({ file, class: name, decibels }))
      .toSorted((a, b) => a.decibels - b.decibels),
    short: heard
      .filter(({ seconds, windowSeconds }) => seconds < shortPart * Math.min(windowSeconds, usual))
      .map(({ file, class: name, seconds }) => ({ file, class: name, seconds }))
      .toSorted((a, b) => a.seconds - b.seconds),
    narrow: heard
      .filter(({ sampleRate, heardAt }) => sampleRate < narrowPart * heardAt)
      .map(({ file, class: name, sampleRate, heardAt }) => ({ file, class: name, sampleRate, heardAt }))
      .toSorted((a, b) => a.sampleRate - b.sampleRate),
    deadChannel: heard.filter(({ imbalance }) => imbalance > deadBelow).map(named),
    outOfPhase: heard.filter(({ correlation }) => correlation < oppositeBelow).map(named),
    misnamed: heard
      .filter(({ file, format }) => endings[format]?.includes(endingOf(file)) === false)
      .map(({ file, class: name, format }) => ({ file, class: name, format })),
  };
}

const named = ({ file, class: name }: RecordingFinding): RecordingFinding => ({ file, class: name });

function endingOf(file: string): string {
  return /\.([^./\\]+)$/.exec(file)?.[1]?.toLowerCase() ?? '';
}
