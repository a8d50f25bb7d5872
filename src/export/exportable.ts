import type { Graph } from '../graph/graph.ts';
import type { Manifest } from '../manifest/manifest.ts';

/** What an export starts from: a trained classifier as data. */
export interface Exportable {
  readonly manifest: Manifest;
  /**
   * The graph of `model.onnx`. In: `pixels`, uint8 [batch, height, width, 3]. Out: `probabilities`, float32 [batch,
   * classes], and maybe `novelty`, float32 [batch]. The head reads `features:<cut>`, one value for each cut.
   */
  readonly graph: Graph;
}
