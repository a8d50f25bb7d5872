import { env } from 'node:process';

/**
 * Turns off what ONNX Runtime tells its makers: from version 1.29 on, its libraries for Linux and macOS send the names, hashes
 * and timings of every network that is loaded, unless this variable is set before the library is. Whoever wants that sets it
 * to 0.
 *
 * Imported for its effect alone, before `onnxruntime-node`.
 *
 * @module
 */
env['ORT_DISABLE_TELEMETRY'] ??= '1';
