import type { InferenceSession } from 'onnxruntime-web/wasm';
import { GraftError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** A build of ONNX Runtime Web, such as `await import('onnxruntime-web/webgpu')`. */
export type OnnxRuntime = Pick<typeof import('onnxruntime-web/wasm'), 'env' | 'InferenceSession' | 'Tensor'>;

/** How ONNX Runtime Web is set up: once a page, at the first model; later models run as the first. */
export interface RuntimeOptions {
  /**
   * Threads for one operator. More than one needs a page that is cross-origin isolated (headers COOP and COEP).
   * @default as many as there are processors, up to {@link mostThreads}; 1 where the page is not isolated
   */
  readonly threads?: number | undefined;
  /** The folder of `ort-wasm-simd-threaded.mjs` and `.wasm`, as an address ending in `/`. @default where the bundler put them */
  readonly runtime?: string | URL | undefined;
  /** The content of the `.wasm`, where the page has fetched it already. */
  readonly wasm?: ArrayBuffer | undefined;
  /**
   * Computes in a worker, so that the page stays awake meanwhile. Needs the runtime's module as a file of the same
   * origin, which some bundlers do not leave it. @default false
   */
  readonly worker?: boolean | undefined;
  /**
   * Another build of the runtime. With `onnxruntime-web/webgpu` float32 models run on the graphics card, where there is one;
   * 8-bit ones stay on the processor, as WebGPU has no 8-bit kernels. @default `onnxruntime-web/wasm`
   */
  readonly onnxRuntime?: OnnxRuntime | undefined;
}

/** On what a network runs. */
export type WebDevice = 'wasm' | 'webgpu';

/** More bring nothing on so small a network, and leave a phone's small cores out of it. */
const mostThreads = 4;

/** A classifier's network in ONNX Runtime Web. It holds memory until `close()`. */
export class WebSession {
  /** On what it runs. */
  readonly device: WebDevice;
  readonly #session: InferenceSession;
  readonly #runtime: OnnxRuntime;

  private constructor(session: InferenceSession, runtime: OnnxRuntime, device: WebDevice) {
    this.#session = session;
    this.#runtime = runtime;
    this.device = device;
  }

  /**
   * Loads a network.
   *
   * @param precision In which numbers it computes.
   * @throws `RUNTIME_FAILED`
   */
  static async open(network: Uint8Array, precision: 'int8' | 'float32', options: RuntimeOptions = {}): Promise<WebSession> {
    try {
      const runtime = options.onnxRuntime ?? (await import('onnxruntime-web/wasm'));
      setUp(runtime, options);
      const device = precision === 'float32' && options.onnxRuntime !== undefined && (await hasGraphicsCard()) ? 'webgpu' : 'wasm';
      const settings: InferenceSession.SessionOptions = {
        executionProviders: device === 'webgpu' ? ['webgpu', 'wasm'] : ['wasm'],
        graphOptimizationLevel: 'all',
        logSeverityLevel: 3,
      };
      return new WebSession(await runtime.InferenceSession.create(network, settings), runtime, device);
    } catch (cause) {
      throw failure('ONNX Runtime could not load the network', cause);
    }
  }

  /**
   * Runs the network once.
   *
   * @param inputs A tensor for each input. Given away where a worker computes.
   * @param outputs Those that are wanted. @default all
   * @throws `RUNTIME_FAILED`
   */
  async run(inputs: Readonly<Record<string, Tensor>>, outputs?: readonly string[]): Promise<Readonly<Record<string, Tensor>>> {
    try {
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, { dtype, shape, data }]) => [name, new this.#runtime.Tensor(dtype, data as never, shape)]),
      ); // ONNX Runtime's overloads cannot see that dtype and data belong together
      const results = await (outputs === undefined ? this.#session.run(feeds) : this.#session.run(feeds, outputs));
      return Object.fromEntries(
        Object.entries(results).map(([name, { type, dims, data }]) => [name, { dtype: type, shape: dims, data } as Tensor]),
      ); // what the runtime gives is one of these types, since the network declares them
    } catch (cause) {
      throw failure('ONNX Runtime could not run the network', cause);
    }
  }

  /** Frees the memory. */
  async close(): Promise<void> {
    await this.#session.release();
  }
}

let isSetUp = false;

function setUp({ env }: OnnxRuntime, { threads, runtime, wasm, worker = false }: RuntimeOptions): void {
  if (isSetUp) return;
  isSetUp = true;
  // ONNX Runtime's own default is half of the processors: one thread on a machine with two.
  env.wasm.numThreads = globalThis.crossOriginIsolated ? (threads ?? Math.min(mostThreads, navigator.hardwareConcurrency)) : 1;
  env.wasm.proxy = worker;
  if (runtime !== undefined) env.wasm.wasmPaths = String(runtime);
  if (wasm !== undefined) env.wasm.wasmBinary = wasm;
}

/** Whether the browser has WebGPU and a card that it may use. */
async function hasGraphicsCard(): Promise<boolean> {
  const gpu = (navigator as { gpu?: { requestAdapter(): Promise<unknown> } }).gpu; // TypeScript's DOM does not know it yet
  return ((await gpu?.requestAdapter()) ?? null) !== null;
}

/** The numbers of an output. @throws `RUNTIME_FAILED` where there are none */
export function floats(output: string, found: Tensor | undefined): Float32Array {
  if (found?.dtype === 'float32') return found.data;
  throw failure('The network', new Error(`its output ${output} is ${found?.dtype ?? 'missing'} rather than float32`));
}

function failure(what: string, cause: unknown): GraftError {
  return new GraftError('RUNTIME_FAILED', `${what}: ${cause instanceof Error ? cause.message : String(cause)}`, {
    hint: 'Load the page again; out of memory shows here, and a file of the runtime that is missing or of another version.',
    cause,
  });
}
