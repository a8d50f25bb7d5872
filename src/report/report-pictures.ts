/** A sound to be heard in a report. */
export interface ReportRecording {
  /** Its media type, such as `audio/wav`. */
  readonly type: string;
  readonly bytes: Uint8Array;
  /** How much of it that is, from its start, in seconds; undefined where it is all. */
  readonly seconds: number | undefined;
}

/** The pictures of a report: encoded files and drawings, which come from outside the pure rooms. */
export interface ReportPictures {
  /** Of each photo a small WebP; undefined where there was no room for it, or the photo could not be read. */
  readonly thumbnails: readonly (Uint8Array | undefined)[];
  /** Of each sound its recording; undefined where there was no room for it, or it could not be read. Left out of a report on photos. */
  readonly recordings?: readonly (ReportRecording | undefined)[] | undefined;
  /** Of each mistake a larger view, and the evidence painted over it; in WebP. */
  readonly mistakes: readonly { readonly view?: Uint8Array | undefined; readonly evidence?: Uint8Array | undefined }[];
  /** SVG, as `plots/` draws them. */
  readonly reliability?: string | undefined;
  readonly learningCurve?: string | undefined;
  readonly tuning?: string | undefined;
  /** Its dots stand in the order of the map's photos. */
  readonly map?: string | undefined;
}
