import './without-telemetry.ts'; // before the next one
import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { GraftError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Device } from './device.ts';
import { mayIntegersSaturate } from './instruction-sets.ts';
import { mustSeePhotosAlone, runPhotoByPhoto } from './photo-by-photo.ts';

/** How a session uses the machine. */
export interface SessionOptions {
  /** Threads for one operator. @default the number of physical cores, as ONNX Runtime counts them; of cores allowed, where these are fewer */
  readonly threads?: number | undefined;
  /** What it runs on. Operators that an accelerator lacks run on the CPU. @default 'cpu' */
  readonly device?: Device | undefined;
  /** Where ONNX Runtime writes how long each kernel took: the beginning of a file's path, which it completes. @default nowhere */
  readonly profileTo?: string | undefined;
}

/**
 * A network loaded into ONNX Runtime, ready to run.
 *
 * It holds native memory until `close()`. ONNX Runtime for Node runs a batch on the calling thread: JavaScript waits
 * while a batch is computed, native work (reading, decoding) goes on beside it.
 */
export class Session implements AsyncDisposable {
  readonly #session: InferenceSession;
  readonly #photosAlone: boolean;

  private constructor(session: InferenceSession, photosAlone: boolean) {
    this.#session = session;
    this.#photosAlone = photosAlone;
  }

  /**
   * Loads a network.
   *
   * @param model The ONNX file's bytes, or its path.
   * @throws `RUNTIME_FAILED` when ONNX Runtime refuses it.
   */
  static async open(model: Uint8Array | string, options: SessionOptions = {}): Promise<Session> {
    const threads = options.threads ?? coresAllowed();
    const settings: InferenceSession.SessionOptions = {
      graphOptimizationLevel: 'all',
      executionProviders: [options.device ?? 'cpu'],
      logSeverityLevel: 3, // errors only: its warnings are about its own optimizations
      extra: {
        session: {
          // Threads that spin while they wait take the core from decoding, and from whatever else the user runs.
          intra_op: { allow_spinning: '0' },
          ...(mayIntegersSaturate() ? { x64quantprecision: '1' } : {}),
        },
      },
      ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
      ...(options.profileTo === undefined ? {} : { enableProfiling: true, profileFilePrefix: options.profileTo }),
    };
    try {
      const session = await (typeof model === 'string'
        ? InferenceSession.create(model, settings)
        : InferenceSession.create(model, settings));
      return new Session(session, mustSeePhotosAlone(typeof model === 'string' ? await readFile(model) : model));
    } catch (cause) {
      throw failure('ONNX Runtime could not load the network', cause);
    }
  }

  /** The names of the outputs, in the network's order. */
  get outputNames(): readonly string[] {
    return this.#session.outputNames;
  }

  /**
   * Runs the network: once, or once for each photo of the batch where a photo's numbers would depend on its neighbours'
   * (`mustSeePhotosAlone`).
   *
   * @param inputs A tensor for each input. Not copied: they must not change until the promise settles.
   * @returns A tensor for each output.
   * @throws `RUNTIME_FAILED`
   */
  async run(inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>> {
    return this.#photosAlone ? runPhotoByPhoto((one) => this.#runOnce(one), inputs) : this.#runOnce(inputs);
  }

  async #runOnce(inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>> {
    const feeds = Object.fromEntries(
      Object.entries(inputs).map(([name, { dtype, shape, data }]) => [name, new OrtTensor(dtype, data as never, shape)]),
    ); // ONNX Runtime's overloads cannot see that dtype and data belong together
    try {
      const results = await this.#session.run(feeds);
      return Object.fromEntries(
        Object.entries(results).map(([name, { type, dims, data }]) => [name, { dtype: type, shape: dims, data } as Tensor]),
      ); // dtype and data belong together in what it returns
    } catch (cause) {
      throw failure('ONNX Runtime could not run the network', cause);
    }
  }

  /** Writes the profile's file, where the session was opened with `profileTo`. */
  endProfiling(): void {
    this.#session.endProfiling();
  }

  /** Frees the native memory. */
  async close(): Promise<void> {
    await this.#session.release();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function failure(what: string, cause: unknown): GraftError {
  return new GraftError('RUNTIME_FAILED', `${what}: ${cause instanceof Error ? cause.message : String(cause)}`, {
    hint: 'If the file was made by an older version or a crash, `graft cache clear converted` makes it anew; out of memory shows here too.',
    cause,
  });
}

/**
 * How many cores the process may use, where these are not all (`taskset`, a container's set of cores): left to itself, ONNX Runtime starts
 * a thread for each core of the machine and binds it there, allowed or not. Undefined where all are.
 */
function coresAllowed(): number | undefined {
  const allowed = availableParallelism();
  return allowed < cpus().length ? allowed : undefined;
}
