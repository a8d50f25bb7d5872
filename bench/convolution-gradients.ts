/**
 * A convolution and both its gradients: the differentiated graph in ONNX Runtime against PyTorch on the same cores, in turn; and
 * a whole training step of InceptionV3's top.
 *
 * On one thread it counts the processor's time, which other programs' load hardly moves; on all, the clock's.
 * PyTorch is a peer of the bench alone (Debian: `apt install python3-torch`); where it is missing its columns are, too.
 *
 * Usage: npx tsx bench/convolution-gradients.ts [--quick]
 */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { loadBackbone } from 'graft-ml';
import { writeOnnx } from '../src/formats/onnx/write.ts';
import { differentiate, gradientName } from '../src/graph/differentiate/differentiate.ts';
import { withCrossEntropy } from '../src/graph/differentiate/with-cross-entropy.ts';
import { type Graph, int, ints } from '../src/graph/graph.ts';
import { GraphBuilder } from '../src/graph/graph-builder.ts';
import { inferShapes } from '../src/graph/infer-shapes.ts';
import { startAt } from '../src/graph/start-at.ts';
import { Session } from '../src/runtime/session.ts';
import { median } from '../src/tensor/median.ts';
import { seededRandom } from '../src/tensor/random.ts';
import { elementCount, type Tensor, tensor } from '../src/tensor/tensor.ts';
import { quick, type Row, report } from './report.ts';

/** A layer, as PyTorch's side is told of it, too. */
interface Layer {
  readonly x: readonly number[];
  readonly w: readonly number[];
  readonly strides: readonly number[];
  readonly pads: readonly number[];
  readonly group: number;
}

const layer = (x: readonly number[], w: readonly number[], { stride = 1, pads = [0, 0], group = 1 } = {}): Layer => ({
  ...{ x, w, strides: [stride, stride], pads, group },
});

const layers: Readonly<Record<string, Layer>> = {
  '3x3, 448 to 384 at 8x8': layer([32, 448, 8, 8], [384, 448, 3, 3], { pads: [1, 1] }),
  '1x1, 768 to 192 at 17x17': layer([32, 768, 17, 17], [192, 768, 1, 1]),
  '1x7, 192 to 192 at 17x17': layer([32, 192, 17, 17], [192, 192, 1, 7], { pads: [0, 3] }),
  '7x1, 192 to 192 at 17x17': layer([32, 192, 17, 17], [192, 192, 7, 1], { pads: [3, 0] }),
  '3x3 by 2, 192 to 320 at 17x17': layer([32, 192, 17, 17], [320, 192, 3, 3], { stride: 2 }),
  '3x3 by 2, 3 to 32 at 149x149': layer([8, 3, 149, 149], [32, 3, 3, 3], { stride: 2 }),
  '3x3 each channel, 192 at 28x28': layer([16, 192, 28, 28], [192, 1, 3, 3], { pads: [1, 1], group: 192 }),
  '5x5 each channel, 240 at 14x14': layer([16, 240, 14, 14], [240, 1, 5, 5], { pads: [2, 2], group: 240 }),
};

const random = seededRandom(1);
const normal = (shape: readonly number[]): Tensor =>
  tensor(
    'float32',
    shape,
    Float32Array.from({ length: elementCount(shape) }, () => random.normal()),
  );

/** Forward and both gradients; of x's the sum is given, as no training fetches it. */
async function openLayer({ x, w, strides, pads, group }: Layer, threads: number) {
  const builder = new GraphBuilder();
  builder.input({ name: 'x', dtype: 'float32', shape: x });
  builder.input({ name: 'w', dtype: 'float32', shape: w });
  const y = builder.add('Conv', ['x', 'w'], { attributes: { strides: ints(strides), pads: ints([...pads, ...pads]), group: int(group) } });
  const shape = (inferShapes(builder.finish('layer', [])).get(y) ?? []).map(Number);
  builder.input({ name: 'dy', dtype: 'float32', shape });
  builder.add('ReduceSum', [builder.add('Mul', [y, 'dy'])], { as: 'loss', attributes: { keepdims: int(0) } });
  const forward = builder.finish('layer', [{ name: 'loss', dtype: 'float32', shape: [] }]);
  const both = GraphBuilder.from(differentiate(forward, { loss: 'loss', parameters: ['x', 'w'] }));
  both.add('ReduceSum', [gradientName('x')], { as: 'sum', attributes: { keepdims: int(0) } });
  const outputs = ['loss', gradientName('w'), 'sum'].map((name) => ({ name, dtype: 'float32' as const, shape: [] }));
  const session = await Session.open(writeOnnx(both.finish('layer', outputs)), { threads });
  return { session, inputs: { x: normal(x), w: normal(w), dy: normal(shape) } };
}

interface Milliseconds {
  readonly wall: number;
  readonly processor: number;
}

async function timeOnce(run: () => Promise<unknown>): Promise<Milliseconds> {
  const [cpu, started] = [process.cpuUsage(), performance.now()];
  await run();
  const { user, system } = process.cpuUsage(cpu);
  return { wall: performance.now() - started, processor: (user + system) / 1000 };
}

/** PyTorch in a process of its own, asked for one layer at a time. */
class Peer {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  constructor(threads: number) {
    this.#process = spawn(python, [fileURLToPath(new URL('peers/convolution_gradients.py', import.meta.url)), String(threads)]);
    this.#lines = createInterface(this.#process.stdout)[Symbol.asyncIterator]();
  }

  async time(one: Layer): Promise<Milliseconds> {
    this.#process.stdin.write(`${JSON.stringify(one)}\n`);
    const { value } = await this.#lines.next();
    return JSON.parse(value) as Milliseconds; // our own program's answer
  }

  close(): void {
    this.#process.stdin.end();
  }
}

const python = '/usr/bin/python3';
const hasPeer = spawnSync(python, ['-c', 'import torch']).status === 0;

const rows: Row[] = [];
for (const threads of quick ? [1] : [1, 2]) {
  const peer = hasPeer ? new Peer(threads) : undefined;
  const measure = (times: readonly Milliseconds[]): number => {
    const numbers = times.slice(1).map(({ wall, processor }) => (threads === 1 ? processor : wall)); // the first warms up
    return threads === 1 ? Math.min(...numbers) : median(numbers);
  };
  for (const [name, one] of Object.entries(layers).slice(0, quick ? 1 : undefined)) {
    const { session, inputs } = await openLayer(one, threads);
    const [ours, theirs]: [Milliseconds[], Milliseconds[]] = [[], []];
    for (let round = 0; round < (quick ? 2 : 12); round++) {
      ours.push(await timeOnce(() => session.run(inputs)));
      if (peer !== undefined) theirs.push(await peer.time(one));
    }
    const own = measure(ours);
    const compared = peer === undefined ? {} : { 'PyTorch, ms': measure(theirs), 'rate of PyTorch’s': measure(theirs) / own };
    rows.push({ layer: name, threads, counted: threads === 1 ? 'processor' : 'clock', 'ours, ms': own, ...compared });
    await session.close();
  }
  peer?.close();
}
const note = hasPeer ? [] : ['PyTorch is not installed (Debian: apt install python3-torch): nothing to compare with.'];
report('convolution-gradients', rows, note);

/** InceptionV3 from a cut on, with a head of ten classes, all its float weights trained. */
async function topOf(cut: string): Promise<{ readonly forward: Graph; readonly parameters: readonly string[]; readonly input: string }> {
  const loaded = await loadBackbone('inception-v3', { precision: 'float32' });
  const graph = await loaded.graph();
  const shapes = inferShapes(graph);
  const [start, end] = [loaded.layer(cut).name, loaded.layer('mixed_7c').name];
  const info = (name: string) => ({ name, dtype: 'float32' as const, shape: shapes.get(name) ?? [] });
  const builder = GraphBuilder.from(startAt(graph, [info(start)], [info(end)]));
  const features = builder.add('Flatten', [builder.add('GlobalAveragePool', [end])]);
  builder.constant('head', normal([10, 2048]));
  builder.add('Gemm', [features, 'head'], { as: 'logits', attributes: { transB: int(1) } });
  const forward = withCrossEntropy(builder.finish('top', []), 'logits');
  const trained = forward.nodes.flatMap(({ operator, inputs }) => (operator === 'Conv' || operator === 'Gemm' ? inputs.slice(1) : []));
  return { forward, parameters: trained, input: start };
}

const steps: Row[] = [];
for (const cut of quick ? ['mixed_7b'] : ['mixed_7b', 'mixed_7a', 'mixed_6e']) {
  const { forward, parameters, input } = await topOf(cut);
  const batch = quick ? 1 : 32;
  const shape = [batch, ...(forward.inputs.find(({ name }) => name === input)?.shape.slice(1) ?? []).map(Number)];
  const inputs: Record<string, Tensor> = {
    [input]: normal(shape),
    targets: tensor('float32', [batch, 10], new Float32Array(batch * 10).fill(0.1)),
  };
  const given = Object.fromEntries(parameters.map((name) => [name, forward.constants.get(name) ?? normal([])]));
  const time = async (graph: Graph, fed: Readonly<Record<string, Tensor>>) => {
    const before = process.memoryUsage.rss();
    await using session = await Session.open(writeOnnx(graph), { threads: 1 });
    const times: number[] = [];
    for (let round = 0; round < (quick ? 1 : 5); round++) times.push((await timeOnce(() => session.run(fed))).processor);
    return { milliseconds: Math.min(...times), memory: (process.memoryUsage.rss() - before) / 2 ** 20 };
  };
  const step = await time(differentiate(forward, { loss: 'loss', parameters }), { ...inputs, ...given });
  const alone = await time(forward, inputs);
  steps.push({
    ...{ 'trained from': cut, batch, parameters: Object.values(given).reduce((sum, { data }) => sum + data.length, 0) },
    ...{ 'forward, processor ms': alone.milliseconds, 'a step, processor ms': step.milliseconds },
    ...{ ratio: step.milliseconds / alone.milliseconds, 'memory of a step, MiB': Math.round(step.memory) },
  });
}
report('training-step', steps);
