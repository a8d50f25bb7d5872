import { offerRecording } from '../../capture/offer-recording.ts';
import { element } from '../element.ts';
import { fillInTurn, receiveFiles } from '../receive-files.ts';
import { listen } from './classify.js';
import { soundCard } from './sound-card.ts';
import { wavOf } from './wav-of.ts';

function show(sound: Blob, name: string): void {
  fillInTurn(soundCard(sound, name), async (card) => {
    const began = performance.now();
    card.signal.throwIfAborted();
    const listening = listen(sound, { signal: card.signal });
    let step = await listening.next();
    for (; !step.done; step = await listening.next()) card.hear(step.value);
    card.tell(step.value, performance.now() - began);
  });
}

let recordings = 0;
offerRecording(
  {
    button: element('record', HTMLButtonElement),
    says: element('record-says', HTMLElement),
    listening: element('listening', HTMLElement),
    level: element('level', HTMLMeterElement),
    clock: element('clock', HTMLElement),
  },
  new URL('./recording-worklet.js', document.baseURI),
  (sound) => show(wavOf(sound), `recording ${++recordings}.wav`),
);

await receiveFiles((file) => show(file, file.name));
