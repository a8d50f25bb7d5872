// Serve a model from a program of your own, and ask it as any client would: npx tsx examples/serve.ts photos.graft photo.jpg
import { readFile } from 'node:fs/promises';
import { type PredictResponse, serve } from 'graft-ml/server';

const [model = 'photos.graft', photo = 'photo.jpg'] = process.argv.slice(2);
await using server = await serve({ models: [{ name: 'photos', folder: model }], port: 0, log: { level: 'warn' } });
const response = await fetch(`${server.url}/v1/models/photos/predict?top=3`, {
  method: 'POST',
  body: new Uint8Array(await readFile(photo)),
  headers: { 'content-type': 'application/octet-stream' },
});
const { images } = (await response.json()) as PredictResponse; // the contract of that route
console.log(response.status, images[0]);
