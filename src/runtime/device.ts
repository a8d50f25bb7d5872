/** What networks can run on, as ONNX Runtime calls its execution providers; `dml` is DirectML. */
export const devices = ['cpu', 'cuda', 'webgpu', 'coreml', 'dml'] as const;

/** A device by name. */
export type Device = (typeof devices)[number];
