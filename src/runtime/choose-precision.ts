import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { writeOnnx } from '../formats/onnx/write.ts';
import type { Graph } from '../graph/graph.ts';
import { ints } from '../graph/graph.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import { writeFileAtomically } from '../storage/write-file-atomically.ts';
import { tensor } from '../tensor/tensor.ts';
import { hasFastIntegers } from './instruction-sets.ts';
import { Session } from './session.ts';

/**
 * Says in which numbers a quantized network runs best on this machine.
 *
 * Where the operating system lists the instruction sets, these decide. Elsewhere a small convolution is timed in both
 * forms, once for a processor; the answer is kept in the cache folder.
 */
export async function choosePrecision(options: { readonly cacheFolder: string }): Promise<'int8' | 'float32'> {
  if (hasFastIntegers() === true) return 'int8';
  const file = join(options.cacheFolder, 'precision.json');
  const processor = cpus()[0]?.model ?? 'unknown';
  const known = await readKnown(file);
  const found = known[processor] ?? (await measurePrecision());
  if (known[processor] === undefined) await writeFileAtomically(file, JSON.stringify({ ...known, [processor]: found }));
  return found;
}

/** Times one convolution in 8-bit and in float32 and says which was faster. About 0.1 s. */
async function measurePrecision(): Promise<'int8' | 'float32'> {
  const milliseconds = { int8: await timeConvolution(true), float32: await timeConvolution(false) };
  return milliseconds.int8 <= milliseconds.float32 ? 'int8' : 'float32';
}

async function timeConvolution(quantized: boolean): Promise<number> {
  await using session = await Session.open(writeOnnx(probe(quantized)));
  const pixels = tensor('uint8', [1, side, side, channels], new Uint8Array(side * side * channels).fill(100));
  await session.run({ pixels });
  const times: number[] = [];
  for (let run = 0; run < 7; run++) {
    const start = performance.now();
    await session.run({ pixels });
    times.push(performance.now() - start);
  }
  return Math.min(...times); // the least is the run that nothing else disturbed
}

const channels = 64;
const side = 48;

/** A chain of two 3x3 convolutions in the form that our converter writes, so that the same kernels are timed. */
function probe(quantized: boolean): Graph {
  const builder = new GraphBuilder();
  const scalar = (name: string, value: number): string => builder.constant(name, tensor('float32', [], Float32Array.of(value)));
  const scale = scalar('scale', 0.02);
  const zero = builder.constant('zero', tensor('uint8', [], Uint8Array.of(0)));
  const stored = Int8Array.from({ length: channels * channels * 9 }, (_, i) => ((i * 37) % 255) - 127);
  const shape = [channels, channels, 3, 3];
  builder.input({ name: 'pixels', dtype: 'uint8', shape: ['batch', side, side, channels] });
  let value = builder.add('DequantizeLinear', [
    builder.add('Transpose', ['pixels'], { attributes: { perm: ints([0, 3, 1, 2]) } }),
    scale,
    zero,
  ]);
  for (const layer of ['first', 'second']) {
    const weights = quantized
      ? builder.add('DequantizeLinear', [
          builder.constant(`${layer}:stored`, tensor('int8', shape, stored)),
          scalar(`${layer}:scale`, 0.001),
          builder.constant(`${layer}:zero`, tensor('int8', [], Int8Array.of(0))),
        ])
      : builder.constant(
          `${layer}:weights`,
          tensor(
            'float32',
            shape,
            Float32Array.from(stored, (weight) => weight * 0.001),
          ),
        );
    value = builder.add('Conv', [value, weights], { attributes: { kernel_shape: ints([3, 3]), pads: ints([1, 1, 1, 1]) } });
    if (quantized) value = builder.add('DequantizeLinear', [builder.add('QuantizeLinear', [value, scale, zero]), scale, zero]);
    else value = builder.add('Relu', [value]);
  }
  return builder.finish('probe', [{ name: value, dtype: 'float32', shape: ['batch', channels, side, side] }]);
}

/** What was measured before, by processor; a file that cannot be read is measured again. */
async function readKnown(file: string): Promise<Record<string, 'int8' | 'float32'>> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Record<string, 'int8' | 'float32'>; // our own file
  } catch {
    return {};
  }
}
