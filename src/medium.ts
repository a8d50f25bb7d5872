/** What the files of a dataset are, and what a model, a project or a report is of. */
export type Medium = 'photos' | 'sounds';

/** How one speaks of what is of a medium: whatever people read takes its words from here. */
export interface MediumWords {
  readonly medium: Medium;
  readonly one: string;
  readonly many: string;
  /** Like {@link many}, to begin a line with. */
  readonly Many: string;
  /** What a model does with one: a photo is seen. */
  readonly met: string;
  /** The opposite: a photo is unseen. */
  readonly unmet: string;
  /** What one does like others of a class: a photo looks like a cat. */
  readonly resembles: string;
  /** What people do with one: look at it. */
  readonly examine: string;
  /** What deserves that: a label is worth a look. */
  readonly worth: string;
  /** So many in a second, as a unit. */
  readonly pace: string;
  /** A file of the kind before anybody knows what it shows: a drawing is a picture, too. */
  readonly file: string;
  readonly files: string;
}

const words: Readonly<Record<Medium, MediumWords>> = {
  photos: {
    ...{ medium: 'photos', one: 'photo', many: 'photos', Many: 'Photos', met: 'seen', unmet: 'unseen' },
    ...{ resembles: 'looks like', examine: 'look at', worth: 'worth a look', pace: 'images/s' },
    ...{ file: 'picture', files: 'pictures' },
  },
  sounds: {
    ...{ medium: 'sounds', one: 'recording', many: 'recordings', Many: 'Recordings', met: 'heard', unmet: 'unheard' },
    ...{ resembles: 'sounds like', examine: 'listen to', worth: 'worth a listen', pace: 'recordings/s' },
    ...{ file: 'recording', files: 'recordings' },
  },
};

/** The words for a medium; who does not say which, has photos. */
export function wordsOf(medium: Medium = 'photos'): MediumWords {
  return words[medium];
}
