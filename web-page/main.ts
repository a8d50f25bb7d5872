import { offerCamera } from './camera.ts';
import { examine } from './classify.js';
import { fillInTurn, receiveFiles } from './receive-files.ts';
import { resultCard } from './result-card.ts';

function show(picture: HTMLImageElement | HTMLCanvasElement, name: string, source: () => Promise<Blob>): void {
  fillInTurn(resultCard(picture, name), async (card) => {
    const began = performance.now();
    const found = await examine(await source());
    card.tell(found, performance.now() - began);
  });
}

function showFile(file: File): void {
  const image = new Image();
  const address = URL.createObjectURL(file);
  image.alt = '';
  image.src = address;
  image.addEventListener('load', () => URL.revokeObjectURL(address));
  image.addEventListener('error', () => {
    URL.revokeObjectURL(address);
    image.classList.add('broken');
  });
  show(image, file.name, () => Promise.resolve(file));
}

offerCamera((frame) => show(frame, 'from the camera', () => encode(frame)));

function encode(frame: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    frame.toBlob((blob) => (blob === null ? reject(new Error('The picture could not be kept.')) : resolve(blob)), 'image/png');
  });
}

await receiveFiles(showFile);
