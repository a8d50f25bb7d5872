import { readFile } from 'node:fs/promises';
import { drain, fetchAllVerified, findBackbone, GraftError } from 'graft-ml';
import { expect, test } from 'vitest';
import { convertTflite } from '../src/formats/tflite/convert.ts';
import { readTflite } from '../src/formats/tflite/read.ts';
import { adoptNetwork } from '../src/graph/adopt/adopt-network.ts';
import { layersOf } from '../src/graph/layers.ts';

const long = 60_000;

async function bytesOf(name: string): Promise<Uint8Array | undefined> {
  try {
    if (name.endsWith('.tflite')) return await readFile(new URL(`../../shared/backbones/${name}`, import.meta.url));
    const [file = ''] = await drain(fetchAllVerified([findBackbone(name)]));
    return await readFile(file);
  } catch (error) {
    const missing = error instanceof GraftError ? error.code === 'DOWNLOAD_FAILED' : (error as NodeJS.ErrnoException).code === 'ENOENT'; // what readFile throws
    if (missing) return undefined;
    throw error;
  }
}

test.for([
  ['inception-v3', 299, [2048, 8, 8], 1001, 'InceptionV3/Logits/AvgPool_1a_8x8/AvgPool'],
  ['mobilenet_v2_1.0_224_quant.tflite', 224, [1280, 7, 7], 1001, 'MobilenetV2/Logits/AvgPool'],
] as const)(
  '%s, a real network: its bottleneck is the published one, in 8 bit and in float',
  { timeout: long },
  async ([name, side, source, classes, value], { skip }) => {
    const bytes = await bytesOf(name);
    if (bytes === undefined) return skip(`${name} is not here`);
    for (const precision of ['int8', 'float32'] as const) {
      const { graph, input, bottleneck } = adoptNetwork(convertTflite(readTflite(bytes), name, precision));
      expect(input).toMatchObject({ width: side, height: side, layout: 'nhwc', howRangeWasKnown: 'the network reads whole numbers' });
      expect(bottleneck).toMatchObject({ value, width: source[0], pooling: 'average', head: { classes } });
      expect(bottleneck.source.shape).toEqual(source);
      expect(layersOf(graph).some((layer) => layer.name === bottleneck.value)).toBe(true);
    }
  },
);
