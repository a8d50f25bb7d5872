/**
 * How much faster 8 bits run than floats on this machine: networks in QuantizeLinear/DequantizeLinear form against the same networks
 * dequantized, in turn, for files that `graft quantize` wrote. Needs nothing but these files, so it runs on a bare machine.
 *
 * Usage: npx tsx --conditions=graft-source bench/quantized-rate.ts <network.onnx>... [--threads 2] [--batch 8]
 */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { readOnnx } from '../src/formats/onnx/read.ts';
import { writeOnnx } from '../src/formats/onnx/write.ts';
import { dequantize } from '../src/graph/optimize/dequantize.ts';
import { hasFastIntegers } from '../src/runtime/instruction-sets.ts';
import { Session } from '../src/runtime/session.ts';
import { median } from '../src/tensor/median.ts';
import { tensor } from '../src/tensor/tensor.ts';
import { type Row, report } from './report.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { threads: { type: 'string', default: '2' }, batch: { type: 'string', default: '8' } },
});
const [threads, batch] = [Number(values.threads), Number(values.batch)];
const rounds = 15;

const rows: Row[] = [];
for (const file of positionals) {
  const graph = readOnnx(await readFile(file));
  const [, height = 0, width = 0] = (graph.inputs[0]?.shape ?? []).map(Number);
  const pixels = tensor(
    'uint8',
    [batch, height, width, 3],
    Uint8Array.from({ length: batch * height * width * 3 }, (_, i) => (i * 37 + (i >> 7)) % 256),
  );
  await using int8 = await Session.open(writeOnnx(graph), { threads });
  await using float32 = await Session.open(writeOnnx(dequantize(graph)), { threads });
  const times = { int8: [] as number[], float32: [] as number[] };
  for (let round = 0; round < rounds + 2; round++) {
    for (const [name, session] of [
      ['float32', float32],
      ['int8', int8],
    ] as const) {
      const started = performance.now();
      await session.run({ [graph.inputs[0]?.name ?? '']: pixels });
      if (round >= 2) times[name].push(performance.now() - started); // the first two warm up
    }
  }
  const [slow, fast] = [median(times.float32), median(times.int8)];
  rows.push({
    network: basename(file),
    'float32, images/s': (1000 * batch) / slow,
    'int8, images/s': (1000 * batch) / fast,
    'x float': slow / fast,
  });
}
report('quantized-rate', rows, [`${threads} threads, batches of ${batch}; fast 8-bit products: ${hasFastIntegers()}`]);
