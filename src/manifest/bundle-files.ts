/** The file that makes a folder a trained model. */
export const manifestFile = 'graft.json';
/** The network, head attached. */
export const networkFile = 'model.onnx';
