import { chain } from '../graph/chain.ts';
import type { Graph } from '../graph/graph.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { spectrogramGraph } from '../sounds/spectrogram-graph.ts';

/**
 * Puts the spectrogram before a network of sounds: it takes `waveform`, float32 [batch, samples of a window], rather than pixels. A network
 * of photos stays as it is.
 */
export function withHearing(graph: Graph, { sound, width, height }: Pick<Preprocessing, 'sound' | 'width' | 'height'>): Graph {
  return sound === undefined ? graph : chain(spectrogramGraph(sound, { width, height }), graph);
}
