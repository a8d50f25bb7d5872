import type { Interval } from '../evaluation/wilson-interval.ts';
import type { Medium } from '../medium.ts';

/**
 * The ways to train that are compared:
 *
 * - `head`: a new head alone, on features that the frozen network computed once;
 * - `classic`: a new head, the frozen network run again for every photo in every epoch;
 * - `tuned`: the network trained, too, from a cut on; what comes before it is computed once;
 * - `scratch`: the whole network from random weights.
 */
export const ways = ['head', 'classic', 'tuned', 'scratch'] as const;

/** One of them. */
export type Way = (typeof ways)[number];

/** What people read. */
export const wayTitles: Readonly<Record<Way, string>> = {
  head: 'Head alone',
  classic: 'Classic head',
  tuned: 'Fine-tuned',
  scratch: 'From random weights',
};

/** How good a training was at some moment. */
export interface WayPoint {
  /** Of training; what measuring took is not counted. */
  readonly seconds: number;
  /** On the test photos. */
  readonly accuracy: number;
}

/** One way to train, with one number of photos. Plain JSON. */
export interface WayRun extends WayPoint {
  readonly way: Way;
  readonly photosPerClass: number;
  /** Photos that were learned from: all of the subset, or as many as the budget left time for. */
  readonly images: number;
  /** Those of the subset. */
  readonly given: number;
  /** How often each was seen; a part of an epoch counts as such. 1 for a head that was fitted to its optimum. */
  readonly epochs: number;
  /** Whether it came to its end, or the time did. */
  readonly ended: 'finished' | 'budget';
  /** With 95 % confidence, as far as so many test photos can tell. */
  readonly interval: Interval;
  /** How it got there; the last point is the end. */
  readonly course: readonly WayPoint[];
}

/** A comparison of ways to train on the same photos. Plain JSON. */
export interface WaysComparison {
  /** The name of what was compared on: its last part, if it is a path. */
  readonly name: string;
  /** What `photos` are in truth. @default 'photos' */
  readonly medium?: Medium | undefined;
  readonly classes: readonly string[];
  readonly backbone: string;
  /** What the head reads. */
  readonly cuts: readonly string[];
  /** What the classic head reads. */
  readonly classicCut: string;
  /** Where fine-tuning begins; undefined where the network has no such place. */
  readonly trainFrom: string | undefined;
  /** The time for each training, in seconds. */
  readonly budget: number;
  readonly seed: number;
  /** The numbers of photos a class that were tried. */
  readonly photos: readonly number[];
  readonly test: {
    readonly images: number;
    /** The user's folder for that, or a part that was held out. */
    readonly from: 'test' | 'validation' | 'held out';
  };
  /** What the frozen network was measured to take for a photo, in seconds: all of it, and what comes before the cut. */
  readonly secondsPerPhoto: { readonly network: number; readonly bottom: number };
  /** Smallest subset first, the ways in their order. */
  readonly runs: readonly WayRun[];
  /** Ways that could not be taken, and why. */
  readonly leftOut: readonly { readonly way: Way; readonly reason: string }[];
  /** Copies of test photos, or of one another, that were not learned from. */
  readonly copies: number;
  readonly machine: readonly { readonly name: string; readonly value: string }[];
  /** When it was finished, ISO 8601. */
  readonly created: string;
  readonly version: string;
}
