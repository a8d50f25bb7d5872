import { readFileSync } from 'node:fs';
import { arch, platform } from 'node:os';

/** Instruction sets, as Linux names them, with which 8-bit products run at more than twice the float rate. */
const fastIntegers = ['avx512_vnni', 'avx_vnni', 'amx_int8', 'i8mm', 'asimddp'];

/** Whether this machine multiplies 8-bit numbers fast; undefined where the operating system does not say. */
export function hasFastIntegers(): boolean | undefined {
  if (platform() !== 'linux') return undefined;
  known ??= readFlags();
  return known && fastIntegers.some((flag) => known?.has(flag));
}

/**
 * Whether ONNX Runtime's fastest uint8 x int8 sums may saturate here: on x64 without VNNI they pass through 16 bits.
 *
 * There its slower, exact kernels must be asked for. (It documents that asking has no effect where VNNI is; measured, it
 * makes InceptionV3 2.7 times slower there.)
 */
export function mayIntegersSaturate(): boolean {
  return arch() === 'x64' && hasFastIntegers() !== true;
}

let known: ReadonlySet<string> | undefined;

function readFlags(): ReadonlySet<string> | undefined {
  try {
    return new Set(readFileSync('/proc/cpuinfo', 'utf8').split(/\s+/));
  } catch {
    return undefined; // a container may hide it
  }
}
