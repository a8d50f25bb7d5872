import { writeOnnx } from '../formats/onnx/write.ts';
import { cut } from '../graph/cut.ts';
import { differentiate, gradientName } from '../graph/differentiate/differentiate.ts';
import { withCrossEntropy } from '../graph/differentiate/with-cross-entropy.ts';
import type { Graph, ValueInfo } from '../graph/graph.ts';
import type { Device } from '../runtime/device.ts';
import { floatOutput } from '../runtime/float-output.ts';
import { Session } from '../runtime/session.ts';
import { type Matrix, matrix } from '../tensor/matrix.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';

/** Parameters by name: changed in place by the optimizer, fed to the network at each run. */
export type Parameters = ReadonlyMap<string, Tensor<'float32'>>;

/** What one run of a {@link StepNetwork} gave. */
export interface StepResult {
  /** The mean loss of the batch, before the step. */
  readonly loss: number;
  /** Batch x classes. */
  readonly logits: Matrix;
  /** By the parameters that are trained, in their order; to be used before the next run. */
  readonly gradients: readonly Float32Array[];
}

/** A network with its loss and its gradients, loaded: a batch and the parameters in, gradients out. To be closed. */
export class StepNetwork implements AsyncDisposable {
  readonly #session: Session;
  readonly #trained: readonly string[];

  private constructor(session: Session, trained: readonly string[]) {
    this.#session = session;
    this.#trained = trained;
  }

  /**
   * Differentiates a network and loads it.
   *
   * @param graph Gives `logits`, [batch, classes].
   * @param parameters All that may be trained: inputs from now on.
   * @param trained Those that are trained now; no gradient is computed for the others.
   */
  static async open(graph: Graph, parameters: Parameters, trained: readonly string[], device?: Device): Promise<StepNetwork> {
    const logits = graph.outputs.filter(({ name }) => name === 'logits');
    const forward = withCrossEntropy(withInputs(cut(graph, logits), parameters), 'logits');
    const session = await Session.open(writeOnnx(differentiate(forward, { loss: 'loss', parameters: trained })), { device });
    return new StepNetwork(session, trained);
  }

  /** @param targets What is to be said of each example: batch x classes. */
  async run(inputs: Readonly<Record<string, Tensor>>, parameters: Parameters, targets: Matrix): Promise<StepResult> {
    const results = await this.#session.run({
      ...inputs,
      ...Object.fromEntries(parameters),
      targets: tensor('float32', [targets.rows, targets.columns], targets.data),
    });
    const logits = floatOutput(results, 'logits').data;
    return {
      loss: floatOutput(results, 'loss').data[0] ?? Number.NaN,
      logits: matrix(targets.rows, targets.columns, logits),
      gradients: this.#trained.map((name) => floatOutput(results, gradientName(name)).data),
    };
  }

  async close(): Promise<void> {
    await this.#session.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** The same network without gradients, for measuring: its parameters are inputs, too. To be closed. */
export class ForwardNetwork implements AsyncDisposable {
  readonly #session: Session;

  private constructor(session: Session) {
    this.#session = session;
  }

  /** @param graph Gives the outputs that are wanted. */
  static async open(graph: Graph, parameters: Parameters, device?: Device): Promise<ForwardNetwork> {
    return new ForwardNetwork(await Session.open(writeOnnx(withInputs(graph, parameters)), { device }));
  }

  /** @returns The outputs of a batch. */
  async run(inputs: Readonly<Record<string, Tensor>>, parameters: Parameters): Promise<Readonly<Record<string, Float32Array>>> {
    const results = await this.#session.run({ ...inputs, ...Object.fromEntries(parameters) });
    return Object.fromEntries(Object.keys(results).map((name) => [name, floatOutput(results, name).data]));
  }

  async close(): Promise<void> {
    await this.#session.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** The network with parameters as inputs, in the place of its constants. */
function withInputs(graph: Graph, parameters: Parameters): Graph {
  const added = [...parameters].map(([name, { shape }]): ValueInfo => ({ name, dtype: 'float32', shape }));
  const constants = new Map([...graph.constants].filter(([name]) => !parameters.has(name)));
  return { ...graph, inputs: [...graph.inputs, ...added], constants };
}
