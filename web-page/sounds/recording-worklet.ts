/** Hands the samples of a microphone to the page as they come; its channels, if there are several, mixed to one. */
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

class Recording extends AudioWorkletProcessor {
  process([channels = []]: readonly (readonly Float32Array[])[]): boolean {
    const [first] = channels;
    if (first === undefined) return true; // nothing is connected yet
    this.port.postMessage(first.map((_, at) => channels.reduce((sum, channel) => sum + (channel[at] ?? 0), 0) / channels.length));
    return true;
  }
}

registerProcessor('recording', Recording);
