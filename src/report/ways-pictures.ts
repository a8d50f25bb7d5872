/** The drawings of a comparison, as SVG that a page gives its colours. */
export interface WaysPictures {
  readonly byPhotos: string;
  /** One for each number of photos. */
  readonly bySeconds: readonly { readonly photosPerClass: number; readonly svg: string }[];
}
