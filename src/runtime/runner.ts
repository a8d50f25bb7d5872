import type { Tensor } from '../tensor/tensor.ts';

/** A network ready to run, wherever that is: in this process (`Session`) or in one of its own (`SessionProcess`). */
export interface Runner {
  /**
   * Runs the network once.
   *
   * @param inputs A tensor for each input; they must not change until the promise settles.
   * @returns A tensor for each output.
   * @throws `RUNTIME_FAILED`
   */
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
}

/** One that holds native memory, here or elsewhere, until it is closed. */
export interface LoadedRunner extends Runner {
  close(): Promise<void>;
}

/** Loads a network: `Session.open` into this process, `SessionProcess.open` beside it. @param network The bytes of an ONNX file. */
export type LoadNetwork = (network: Uint8Array) => Promise<LoadedRunner>;
