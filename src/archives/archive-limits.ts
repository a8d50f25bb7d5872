/** What an archive may at most unpack to. */
export interface ArchiveLimits {
  /** Entries of any kind. */
  readonly entries: number;
  /** Bytes of all files, unpacked. */
  readonly bytes: number;
  /** Bytes of one file, unpacked. */
  readonly entryBytes: number;
  /** How many times larger than itself an archive may unpack, once that is more than {@link ratioFreeBytes}. */
  readonly ratio: number;
  /** Folders inside folders. */
  readonly depth: number;
  /** Bytes of an entry's path. */
  readonly pathBytes: number;
}

/**
 * The limits of {@link ArchiveLimits} by default.
 *
 * `entries`: ImageNet's training set has 1.3 million photos; two million empty files still fit a disk. `bytes`: larger
 * sets come in parts, or unpacked. `entryBytes`: what a picture's file may be at most. `ratio`: photos hardly shrink;
 * text and bitmaps by ten or twenty; deflate can do a thousand, which is what bombs are made of. `depth` and `pathBytes`:
 * some systems take 1,024 bytes of path, and folders of folders are a way to exhaust what walks them.
 */
export const defaultArchiveLimits: ArchiveLimits = {
  entries: 2_000_000,
  bytes: 64 * 2 ** 30,
  entryBytes: 512 * 2 ** 20,
  ratio: 100,
  depth: 32,
  pathBytes: 768,
};

/** An archive of a few kilobytes of text may rightly unpack to more than {@link ArchiveLimits.ratio} times as much. */
export const ratioFreeBytes = 64 * 2 ** 20;
