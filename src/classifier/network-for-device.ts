import { readOnnx } from '../formats/onnx/read.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import { dequantize } from '../graph/optimize/dequantize.ts';
import type { Device } from '../runtime/device.ts';

/**
 * A model's network in the numbers that a device computes in. Accelerators have no kernels for 8-bit networks: there the same network runs
 * in real numbers, rather than half of it on the CPU.
 *
 * @param network The bytes of an ONNX file.
 */
export function networkForDevice(network: Uint8Array, device: Device): Uint8Array {
  return device === 'cpu' ? network : writeOnnx(dequantize(readOnnx(network)));
}
