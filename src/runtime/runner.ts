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
