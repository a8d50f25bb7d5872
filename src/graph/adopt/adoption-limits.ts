/**
 * What a stranger's graph may ask for. Each limit is well above the largest network that anyone sorts photos with, and low
 * enough that what is within it can be read, inferred and run.
 *
 * @module
 */
export const adoptionLimits = {
  /** A decomposed ViT-giant has some 12,000 operators. */
  nodes: 100_000,
  /** Weights and biases are a few for each operator. */
  constants: 100_000,
  /** ONNX files end at 2 GiB; external data may go on, but no photo needs more. */
  constantBytes: 4 * 2 ** 30,
  /** Of one activation for one picture: 1 GiB in float32. VGG's largest has 3.2 million numbers, a ViT's attention at 1024 pixels 270 million. */
  activationElements: 2 ** 28,
  /** Dimensions of a tensor; a window partition has 6. */
  rank: 12,
  /** Outputs of one operator, inputs of one operator: DenseNet joins some 50. */
  connections: 4096,
} as const;
