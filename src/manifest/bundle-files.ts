/** The file that makes a folder a trained model. */
export const manifestFile = 'graft.json';
/** The network, head attached. */
export const networkFile = 'model.onnx';

/** The head of a model of sounds, where it stands apart: in a folder for browsers, which pool the windows of a sound before it. */
export const headFile = 'head.onnx';
