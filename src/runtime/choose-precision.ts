import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { writeOnnx } from '../formats/onnx/write.ts';
import type { Graph } from '../graph/graph.ts';
import { ints } from '../graph/graph.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import { acquireLock } from '../storage/lock.ts';
import { writeFileAtomically } from '../storage/write-file-atomically.ts';
import { tensor } from '../tensor/tensor.ts';
import { hasFastIntegers } from './instruction-sets.ts';
import { Session } from './session.ts';

/** In which numbers a network may run. */
const precisions = ['int8', 'float32'] as const;

type Precision = (typeof precisions)[number];

/**
 * Says in which numbers a quantized network runs best on this machine.
 *
 * Where the operating system lists the instruction sets, and these are fast with integers, they decide. Elsewhere a small convolution is timed in
 * both forms, once for a processor; the answer is kept in the cache folder. Features in the one are none in the other, so processes that begin at
 * the same moment come to one answer: the first measures, the others wait for it (under a second).
 *
 * @throws `LOCKED`, `DISK_FULL`, `WRITE_FAILED`
 */
export async function choosePrecision(options: { readonly cacheFolder: string }): Promise<Precision> {
  if (hasFastIntegers() === true) return 'int8';
  const file = join(options.cacheFolder, 'precision.json');
  const processor = cpus()[0]?.model ?? 'unknown';
  const known = (await readKnown(file)).get(processor);
  if (known !== undefined) return known;
  await using _ = await acquireLock(`${file}.lock`);
  const meanwhile = await readKnown(file);
  const found = meanwhile.get(processor) ?? (await measurePrecision());
  if (!meanwhile.has(processor)) await writeFileAtomically(file, JSON.stringify(Object.fromEntries(meanwhile.set(processor, found))));
  return found;
}

/** Times one convolution in 8-bit and in float32, by turns, so that what else the machine does meets both, and says which was faster. About 0.1 s. */
async function measurePrecision(): Promise<Precision> {
  await using int8 = await Session.open(writeOnnx(probe(true)));
  await using float32 = await Session.open(writeOnnx(probe(false)));
  const pixels = tensor('uint8', [1, side, side, channels], new Uint8Array(side * side * channels).fill(100));
  const timeRun = async (session: Session): Promise<number> => {
    const start = performance.now();
    await session.run({ pixels });
    return performance.now() - start;
  };
  for (const session of [int8, float32]) await timeRun(session); // the first run also lays out memory
  let least = { int8: Number.POSITIVE_INFINITY, float32: Number.POSITIVE_INFINITY }; // the least is the run that nothing else disturbed
  for (let turn = 0; turn < timedTurns; turn++)
    least = { int8: Math.min(least.int8, await timeRun(int8)), float32: Math.min(least.float32, await timeRun(float32)) };
  return least.int8 <= least.float32 ? 'int8' : 'float32';
}

const timedTurns = 7;
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
async function readKnown(file: string): Promise<Map<string, Precision>> {
  const known = new Map<string, Precision>();
  try {
    const parsed: unknown = JSON.parse(await readFile(file, 'utf8'));
    for (const [processor, found] of Object.entries(parsed ?? {})) {
      const precision = precisions.find((name) => name === found);
      if (precision !== undefined) known.set(processor, precision);
    }
  } catch {
    // missing, or no JSON
  }
  return known;
}
