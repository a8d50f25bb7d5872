import { camera } from './en/camera.ts';
import { collect } from './en/collect.ts';
import { deeper } from './en/deeper.ts';
import { frame } from './en/frame.ts';
import { look } from './en/look.ts';
import { microphone } from './en/microphone.ts';
import { network } from './en/network.ts';
import { parts } from './en/parts.ts';
import { problems } from './en/problems.ts';
import { ship } from './en/ship.ts';
import { photoThings, soundThings, type Things } from './en/things.ts';
import { train } from './en/train.ts';
import { trying } from './en/trying.ts';

const wordsOf = (things: Things) => ({
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

/** The page's words, one section a view: of photos, and of sounds. */
export const en = { photos: wordsOf(photoThings), sounds: wordsOf(soundThings) };
