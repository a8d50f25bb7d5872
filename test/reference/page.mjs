/**
 * What runs inside the browser: MediaPipe on one network, over pictures that the server hands out as raw pixels.
 *
 * @module
 */
import { FilesetResolver, ImageClassifier, ImageEmbedder } from '/mediapipe/vision_bundle.mjs';

const files = await FilesetResolver.forVisionTasks('/mediapipe/wasm');

async function bytes(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

async function picture(id, size) {
  const rgb = await bytes(`/pixels/${id}`);
  const image = new ImageData(size, size);
  image.data.fill(255);
  for (let i = 0; i < size * size; i++) image.data.set(rgb.subarray(3 * i, 3 * i + 3), 4 * i);
  return image;
}

/** The five likeliest classes of each picture, by the network as published: `[[index, score], …]`, and milliseconds. */
globalThis.classify = async (network, ids, size) => {
  const baseOptions = { modelAssetBuffer: await bytes(`/network/${network}`), delegate: 'CPU' };
  const task = await ImageClassifier.createFromOptions(files, { baseOptions, runningMode: 'IMAGE', maxResults: 5 });
  const results = [];
  for (const id of ids) {
    const image = await picture(id, size);
    const start = performance.now();
    const [head] = task.classify(image).classifications;
    results.push({ milliseconds: performance.now() - start, top: head.categories.map(({ index, score }) => [index, score]) });
  }
  task.close();
  return results;
};

/** The network's output for each picture as MediaPipe dequantizes it, put back into its stored uint8, as a list. */
globalThis.embed = async (network, ids, size, { scale, zeroPoint }) => {
  const baseOptions = { modelAssetBuffer: await bytes(`/network/${network}`), delegate: 'CPU' };
  const task = await ImageEmbedder.createFromOptions(files, { baseOptions, runningMode: 'IMAGE', l2Normalize: false, quantize: false });
  const results = [];
  for (const id of ids) {
    const values = task.embed(await picture(id, size)).embeddings[0].floatEmbedding;
    results.push(
      values.map((value) => {
        const stored = Math.round(value / scale) + zeroPoint;
        // Nothing may have been applied after the network: every value must be a whole number of steps.
        if (Math.abs((stored - zeroPoint) * scale - value) > scale * 1e-3 || stored < 0 || stored > 255)
          throw new Error(`${value} is not a uint8 step.`);
        return stored;
      }),
    );
  }
  task.close();
  return results;
};
