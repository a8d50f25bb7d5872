import { readFile } from 'node:fs/promises';
import type { Quantization } from './agreement.ts';
import type { PhotoSource } from './reference-pictures.ts';

/** One tensor of the network whose stored values a fixture holds. */
interface FixtureTensor extends Quantization {
  /** Its name in the .tflite file. */
  readonly tensor: string;
  readonly width: number;
}

/** What MediaPipe made of one picture. */
export interface FixturePicture {
  readonly source: PhotoSource | 'synthetic';
  readonly name: string;
  /** The sha256 of the pixels that it was shown. */
  readonly pixels: string;
  /** The five likeliest outputs and their scores, by the network as published. */
  readonly top5: readonly (readonly [index: number, score: number])[];
  /** Stored uint8 values, base64. */
  readonly logits: string;
  /** The same of the pooled bottleneck; for a few pictures only. */
  readonly pooled?: string;
}

/** What `run-mediapipe.mjs` writes. */
export interface Fixture {
  readonly network: { readonly name: string; readonly sha256: string; readonly size: number };
  readonly versions: Readonly<Record<string, string>>;
  readonly logits: FixtureTensor;
  readonly pooled: FixtureTensor;
  readonly pictures: readonly FixturePicture[];
}

/** Reads the fixture of a network. */
export async function readFixture(network: string): Promise<Fixture> {
  const file = new URL(`../fixtures/mediapipe-${network}.json`, import.meta.url);
  return JSON.parse(await readFile(file, 'utf8')) as Fixture; // written by run-mediapipe.mjs in this form
}

/** Stored values as a fixture keeps them. */
export function storedValues(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}
