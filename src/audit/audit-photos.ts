import { wordsOf } from '../medium.ts';
import type { Matrix } from '../tensor/matrix.ts';
import { describeImbalance, type Imbalance } from './describe-imbalance.ts';
import type { Duplicates } from './find-duplicates.ts';
import { findLabelErrors } from './find-label-errors.ts';
import type { Neighbours } from './find-neighbours.ts';
import { findOutliers } from './find-outliers.ts';
import { findRecordingFaults, type RecordingFaults } from './find-recording-faults.ts';
import { findShortcuts, type Shortcut } from './find-shortcuts.ts';
import { isBlank, judgeLook, type LookFault } from './judge-look.ts';
import type { Look } from './look.ts';

/** A photo as an audit sees it. */
export interface AuditedPhoto {
  readonly file: string;
  /** Its place in the list of classes. */
  readonly label: number;
  /** Where the user's own folders say what it is for. */
  readonly side: string | undefined;
  readonly look: Look;
}

/** All that an audit is made from, row by row. */
export interface AuditEvidence {
  readonly photos: readonly AuditedPhoto[];
  readonly classes: readonly string[];
  readonly duplicates: Duplicates;
  readonly neighbours: Neighbours;
  /** n x k, each row from a model that has not learned from that photo; undefined where none could be fitted. */
  readonly probabilities: Matrix | undefined;
}

/** What is odd about a set of photos: plain data, the worst of each kind first. Nothing in it says that a photo must go. */
export interface Findings {
  /** Photos whose labels are probably wrong, the surest first. Copies in different classes, of which one is, are not told twice. */
  readonly labelErrors: readonly {
    readonly file: string;
    readonly given: string;
    readonly suggested: string;
    readonly confidence: number;
  }[];
  /** Copies: across splits first, then across classes. */
  readonly duplicates: readonly DuplicateFinding[];
  /** Photos that show nothing. */
  readonly blank: readonly FileFinding[];
  readonly dark: readonly FileFinding[];
  readonly overexposed: readonly FileFinding[];
  readonly blurred: readonly FileFinding[];
  readonly tiny: readonly SizeFinding[];
  readonly oddAspect: readonly SizeFinding[];
  /** Photos unlike the others of their class, or unlike all others; the farthest first. */
  readonly outliers: readonly { readonly file: string; readonly class: string; readonly from: 'class' | 'all'; readonly score: number }[];
  /** Facts that give the class away, whatever the photos show. */
  readonly shortcuts: readonly Shortcut[];
  /** How the photos lie. */
  readonly orientation: OrientationFinding;
  readonly imbalance: Imbalance;
  /** Photos that are all alike, as a fixed camera's are: too many to be copies. */
  readonly series: readonly { readonly files: readonly string[] }[];
  /** What is wrong with recordings by themselves; absent where the files are photos. */
  readonly recordings?: RecordingFaults | undefined;
}

/** A photo with a fault of its own. */
export interface FileFinding {
  readonly file: string;
  readonly class: string;
}

/** A photo of an odd size, in pixels. */
export interface SizeFinding extends FileFinding {
  readonly width: number;
  readonly height: number;
}

/** Photos that are copies of one another. */
export interface DuplicateFinding {
  readonly files: readonly string[];
  /** `exact`: byte for byte. `near`: turned, mirrored, scaled, cropped a little or saved anew. */
  readonly kind: 'exact' | 'near';
  /** The classes that they are labelled as; of several, all but one are wrong. */
  readonly classes: readonly string[];
  readonly acrossClasses: boolean;
  /** Whether they stand on several of the user's sides: what is measured there was learned. */
  readonly acrossSplits: boolean;
}

/** How many photos lie how, upright by their EXIF. */
export interface OrientationFinding {
  readonly landscape: number;
  readonly portrait: number;
  readonly square: number;
  /** Stored lying, and turned upright by EXIF: programs that don't heed it see them otherwise. */
  readonly turned: number;
  /** Whether both landscape and portrait make up a tenth of the photos or more. */
  readonly mixed: boolean;
}

/** Puts together what is odd about a set of photos. Pure: what costs time has been computed before. */
export function auditPhotos({ photos, classes, duplicates, neighbours, probabilities }: AuditEvidence): Findings {
  const labels = Int32Array.from(photos, ({ label }) => label);
  const faults = photos.map(({ look }) => judgeLook(look));
  const blank = (photo: number): boolean => faults[photo]?.includes('blank') === true;
  const named = (photo: number): FileFinding => ({ file: photos[photo]?.file ?? '', class: classes[labels[photo] ?? 0] ?? '' });
  const withFault = (fault: LookFault): number[] => [...photos.keys()].filter((photo) => faults[photo]?.includes(fault));
  const sized = (photo: number): SizeFinding => {
    const { width = 0, height = 0 } = photos[photo]?.look ?? {};
    return { ...named(photo), width, height };
  };
  const misleading = photosThatMislead(photos, duplicates);
  const recordings = findRecordingFaults(
    [...photos.keys()].flatMap((photo) => (photos[photo] ? [{ ...named(photo), look: photos[photo].look }] : [])),
  );
  const words = wordsOf(recordings === undefined ? 'photos' : 'sounds');
  const errors = probabilities === undefined ? [] : findLabelErrors(probabilities, labels);
  return {
    labelErrors: errors
      .filter(({ photo }) => !misleading.has(photo))
      .map(({ photo, given, suggested, confidence }) => {
        return { file: photos[photo]?.file ?? '', given: classes[given] ?? '', suggested: classes[suggested] ?? '', confidence };
      }),
    duplicates: duplicates.groups
      .map((group) => describeDuplicates(group.kind, group.photos, photos, classes))
      .toSorted((a, b) => weight(b) - weight(a)),
    blank: withFault('blank')
      .map(named)
      .filter(({ file }) => !recordings?.outOfPhase.some((other) => other.file === file)), // told there
    dark: withFault('dark').map(named),
    overexposed: withFault('overexposed').map(named),
    blurred: withFault('blurred').map(named),
    tiny: withFault('tiny').map(sized),
    oddAspect: withFault('odd-aspect').map(sized),
    outliers: findOutliers(neighbours, labels)
      .filter(({ photo }) => !blank(photo))
      .map(({ photo, from, score }) => ({ ...named(photo), from, score })),
    shortcuts: findShortcuts(
      photos.map(({ look }) => look),
      labels,
      classes,
    ),
    orientation: describeOrientation(photos),
    imbalance: describeImbalance(labels, classes, words),
    ...(recordings === undefined ? {} : { recordings }),
    series: duplicates.series.map((group) => ({ files: group.map((photo) => photos[photo]?.file ?? '') })),
  };
}

/** Photos whose labels say nothing of what they show: blank ones, and copies in different classes. They are told as such. */
export function photosThatMislead(photos: readonly Pick<AuditedPhoto, 'label' | 'look'>[], { groups }: Duplicates): ReadonlySet<number> {
  const blank = [...photos.keys()].filter((photo) => photos[photo]?.look !== undefined && isBlank(photos[photo].look));
  const contradicted = groups.flatMap(({ photos: group }) => (new Set(group.map((photo) => photos[photo]?.label)).size > 1 ? group : []));
  return new Set([...blank, ...contradicted]);
}

/** Across splits weighs most, then across classes, then exact. */
const weight = ({ acrossSplits, acrossClasses, kind }: DuplicateFinding): number =>
  4 * Number(acrossSplits) + 2 * Number(acrossClasses) + Number(kind === 'exact');

/** A group of copies in words of files and classes. */
export function describeDuplicates(
  kind: 'exact' | 'near',
  group: readonly number[],
  photos: readonly Pick<AuditedPhoto, 'file' | 'label' | 'side'>[],
  classes: readonly string[],
): DuplicateFinding {
  const members = group.flatMap((photo) => photos[photo] ?? []);
  const labels = [...new Set(members.map(({ label }) => label))].toSorted((a, b) => a - b);
  return {
    files: members.map(({ file }) => file),
    kind,
    classes: labels.map((label) => classes[label] ?? ''),
    acrossClasses: labels.length > 1,
    acrossSplits: new Set(members.map(({ side }) => side)).size > 1,
  };
}

function describeOrientation(photos: readonly AuditedPhoto[]): OrientationFinding {
  const counts = { landscape: 0, portrait: 0, square: 0, turned: 0 };
  for (const { look } of photos) {
    counts[look.width > look.height ? 'landscape' : look.width < look.height ? 'portrait' : 'square']++;
    if (look.orientation > 1) counts.turned++;
  }
  return { ...counts, mixed: Math.min(counts.landscape, counts.portrait) >= photos.length / 10 && photos.length > 0 };
}
