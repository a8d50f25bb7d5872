import { count } from '../count.ts';

/** What a project is of, in the words of whoever looks at it. */
export interface Things {
  readonly one: string;
  readonly many: string;
  readonly Many: string;
  /** What the classifier is shown. */
  readonly picture: string;
  readonly pictures: string;
  readonly Pictures: string;
  /** Where they are recorded from. */
  readonly source: string;
  /** "3 photos". */
  readonly count: (number: number) => string;
}

export const photoThings: Things = {
  ...{ one: 'photo', many: 'photos', Many: 'Photos' },
  ...{ picture: 'picture', pictures: 'pictures', Pictures: 'Pictures' },
  source: 'camera',
  count: (number) => count(number, 'photo'),
};

export const soundThings: Things = {
  ...{ one: 'recording', many: 'recordings', Many: 'Recordings' },
  ...{ picture: 'recording', pictures: 'recordings', Pictures: 'Recordings' },
  source: 'microphone',
  count: (number) => count(number, 'recording'),
};
