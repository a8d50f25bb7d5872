/** The names of TensorFlow Lite's first built-in operators by their number in the schema. */
const firstNames = [
  'ADD', 'AVERAGE_POOL_2D', 'CONCATENATION', 'CONV_2D', 'DEPTHWISE_CONV_2D', 'DEPTH_TO_SPACE', 'DEQUANTIZE', 'EMBEDDING_LOOKUP',
  'FLOOR', 'FULLY_CONNECTED', 'HASHTABLE_LOOKUP', 'L2_NORMALIZATION', 'L2_POOL_2D', 'LOCAL_RESPONSE_NORMALIZATION', 'LOGISTIC',
  'LSH_PROJECTION', 'LSTM', 'MAX_POOL_2D', 'MUL', 'RELU', 'RELU_N1_TO_1', 'RELU6', 'RESHAPE', 'RESIZE_BILINEAR', 'RNN', 'SOFTMAX',
  'SPACE_TO_DEPTH', 'SVDF', 'TANH', 'CONCAT_EMBEDDINGS', 'SKIP_GRAM', 'CALL', 'CUSTOM', 'EMBEDDING_LOOKUP_SPARSE', 'PAD',
  'UNIDIRECTIONAL_SEQUENCE_RNN', 'GATHER', 'BATCH_TO_SPACE_ND', 'SPACE_TO_BATCH_ND', 'TRANSPOSE', 'MEAN', 'SUB', 'DIV', 'SQUEEZE',
]; // biome-ignore format: a table reads better in rows

/** Later ones, as far as they are used. */
const laterNames = new Map([
  [53, 'CAST'],
  [55, 'MAXIMUM'],
  [57, 'MINIMUM'],
  [73, 'LOG'],
  [82, 'REDUCE_MAX'],
  [101, 'ABS'],
  [104, 'CEIL'],
  [114, 'QUANTIZE'],
  [116, 'ROUND'],
]);

/**
 * The names of TensorFlow Lite's built-in operators by their number in the schema, as far as Graft converts them or an error
 * may have to name them; the others have none.
 */
export const operatorNames: readonly (string | undefined)[] = Array.from(
  { length: Math.max(...laterNames.keys()) + 1 },
  (_, number) => firstNames[number] ?? laterNames.get(number),
);
