/**
 * Runs in the browser's audio thread: hands what the microphone hears to the page, as one channel.
 *
 * @module
 */

// The library of the page has no types for what there is in this thread: https://www.w3.org/TR/webaudio/#audioworkletprocessor
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

/** So many samples are handed over at a time: some 40 times a second, often enough for a level that moves. */
const handful = 1024;

class Capture extends AudioWorkletProcessor {
  #samples = new Float32Array(handful);
  #filled = 0;

  /** 128 samples a channel, as they come. */
  process([channels = []]: readonly (readonly Float32Array[])[]): boolean {
    const [first] = channels;
    for (let at = 0; at < (first?.length ?? 0); at++) {
      let sum = 0;
      for (const channel of channels) sum += channel[at] ?? 0;
      this.#samples[this.#filled++] = sum / channels.length;
      if (this.#filled === handful) this.#handOver();
    }
    return true;
  }

  #handOver(): void {
    this.port.postMessage(this.#samples, [this.#samples.buffer]);
    this.#samples = new Float32Array(handful);
    this.#filled = 0;
  }
}

registerProcessor('capture', Capture);
