/**
 * The field numbers of Core ML's protobuf messages, as far as Graft reads and writes them.
 *
 * @see https://apple.github.io/coremltools/mlmodel/ (Model, FeatureTypes, NeuralNetwork)
 * @module
 */

/**
 * The version of the file format: the first with 16-bit floats for the weights of a neural network. iOS 11.2, macOS
 * 10.13.2 and all later ones read it.
 */
export const SPECIFICATION_VERSION = 2;

export const modelFields = { specificationVersion: 1, description: 2, neuralNetworkClassifier: 403 } as const;
export const descriptionFields = { input: 1, output: 10, predictedFeatureName: 11, predictedProbabilitiesName: 12, metadata: 100 } as const;
export const metadataFields = { shortDescription: 1, version: 2, author: 3, licence: 4, userDefined: 100 } as const;
export const entryFields = { key: 1, value: 2 } as const;
export const featureFields = { name: 1, shortDescription: 2, type: 3 } as const;
export const featureTypeFields = { string: 3, image: 4, dictionary: 6 } as const;
export const imageTypeFields = { width: 1, height: 2, colorSpace: 3 } as const;
export const dictionaryTypeFields = { stringKey: 2 } as const;

export const classifierFields = { layers: 1, preprocessing: 2, stringClassLabels: 100, labelProbabilityLayerName: 200 } as const;
export const stringVectorFields = { vector: 1 } as const;
export const preprocessingFields = { featureName: 1, scaler: 10 } as const;
export const scalerFields = { channelScale: 10, blueBias: 20, greenBias: 21, redBias: 22 } as const;

/** A layer's own fields, and the field that each kind of operation lies in. */
export const layerFields = {
  name: 1,
  input: 2,
  output: 3,
  convolution: 100,
  pooling: 120,
  activation: 130,
  innerProduct: 140,
  softmax: 175,
  padding: 200,
  unary: 220,
  add: 230,
  flatten: 301,
  concat: 320,
} as const;

export const convolutionFields = {
  outputChannels: 1,
  kernelChannels: 2,
  groups: 10,
  kernelSize: 20,
  stride: 30,
  dilation: 40,
  valid: 50,
  same: 51,
  hasBias: 70,
  weights: 90,
  bias: 91,
} as const;
export const poolingFields = { type: 1, kernelSize: 10, stride: 20, valid: 30, same: 31, excludesPadding: 50, global: 60 } as const;
export const activationFields = { linear: 5, relu: 10, sigmoid: 40, hardSigmoid: 41 } as const;
/** Of a linear activation and of a hard sigmoid. */
export const linearFields = { alpha: 1, beta: 2 } as const;
export const innerProductFields = { inputChannels: 1, outputChannels: 2, hasBias: 10, weights: 20, bias: 21 } as const;
export const paddingFields = { constant: 1, amounts: 10 } as const;
export const unaryFields = { type: 1, alpha: 2, scale: 5 } as const;

export const weightFields = { float32: 1, float16: 2 } as const;
/** Of `valid` padding. */
export const validFields = { amounts: 1 } as const;
export const borderFields = { amounts: 10 } as const;
export const edgeFields = { start: 1, end: 2 } as const;

/** The numbers of enumerations. */
export const colorSpaces = { rgb: 20 } as const;
export const poolingTypes = { max: 0, average: 1 } as const;
export const unaryFunctions = { threshold: 7 } as const;
