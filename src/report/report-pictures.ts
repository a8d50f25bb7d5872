/** The pictures of a report: encoded files and drawings, which come from outside the pure rooms. */
export interface ReportPictures {
  /** Of each photo a small WebP; undefined where there was no room for it, or the photo could not be read. */
  readonly thumbnails: readonly (Uint8Array | undefined)[];
  /** Of each mistake a larger view, and the evidence painted over it; in WebP. */
  readonly mistakes: readonly { readonly view?: Uint8Array | undefined; readonly evidence?: Uint8Array | undefined }[];
  /** SVG, as `plots/` draws them. */
  readonly reliability?: string | undefined;
  readonly learningCurve?: string | undefined;
  readonly tuning?: string | undefined;
  /** Its dots stand in the order of the map's photos. */
  readonly map?: string | undefined;
}
