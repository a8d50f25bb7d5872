import type { en } from './en.ts';
import { camera } from './zh/camera.ts';
import { collect } from './zh/collect.ts';
import { deeper } from './zh/deeper.ts';
import { frame } from './zh/frame.ts';
import { look } from './zh/look.ts';
import { microphone } from './zh/microphone.ts';
import { network } from './zh/network.ts';
import { parts } from './zh/parts.ts';
import { problems } from './zh/problems.ts';
import { ship } from './zh/ship.ts';
import { photoThings, soundThings, type Things } from './zh/things.ts';
import { train } from './zh/train.ts';
import { trying } from './zh/trying.ts';

const wordsOf = (things: Things): (typeof en)['photos'] => ({
  ...{ camera, microphone, problems },
  frame: frame(things),
  parts: parts(things),
  collect: collect(things),
  train: train(things),
  network: network(things),
  deeper: deeper(things),
  look: look(things),
  trying: trying(things),
  ship: ship(things),
});

/** The page's words in Chinese. */
export const zh: typeof en = { photos: wordsOf(photoThings), sounds: wordsOf(soundThings) };
