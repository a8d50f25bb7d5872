import { graphToOperators } from '../formats/tflite/graph-to-operators.ts';
import type { TfliteNetwork } from '../formats/tflite/read.ts';
import { TfliteBuilder } from '../formats/tflite/tflite-builder.ts';
import { type SoundSettings, windowSamples } from '../sounds/sound-settings.ts';
import { spectrogramGraph } from '../sounds/spectrogram-graph.ts';

/**
 * Puts the spectrogram before a TensorFlow Lite network of pictures of bytes: it then takes `waveform`, float32 [1, samples of a window], -1 to 1.
 *
 * The very graph that Node and browsers run, in TensorFlow Lite's operators; it ends in the tensor that was the network's picture.
 */
export function tfliteWithHearing(network: TfliteNetwork, sound: SoundSettings): TfliteNetwork {
  const [picture = -1] = network.inputs;
  const builder = new TfliteBuilder({ ...network, operators: [] });
  const [, height = 0, width = 0] = builder.tensor(picture).shape;
  const waveform = builder.input('waveform', [1, windowSamples(sound)]);
  graphToOperators(spectrogramGraph(sound, { width, height }), builder, {
    inputs: new Map([['waveform', waveform]]),
    outputs: new Map([['pixels', picture]]),
  });
  const heard = builder.finish(network.outputs);
  return { ...heard, operators: [...heard.operators, ...network.operators], inputs: [waveform] };
}
