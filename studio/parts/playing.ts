import { signal } from '@preact/signals';
import type { PhotoInfo } from '../../src/studio/contract.ts';
import { soundAddress } from '../api/picture-address.ts';
import { showToast } from '../state/toasts.ts';
import { words } from '../words/words.ts';

/** The sound that plays: one at a time. */
export const playing = signal<string | undefined>(undefined);

const player = new Audio();
player.addEventListener('ended', () => (playing.value = undefined));
player.addEventListener('pause', () => (playing.value = undefined));

/** Plays a sound from its start, or ends it where it plays. */
export function play(sound: Pick<PhotoInfo, 'id' | 'modifiedMs'>): void {
  const isOn = playing.value === sound.id;
  stopPlaying();
  if (isOn) return;
  playing.value = sound.id;
  player.src = soundAddress(sound);
  player.play().catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') return; // another one was chosen before this one began
    playing.value = undefined;
    showToast({ text: words.value.microphone.cannotPlay, tone: 'fault' });
  });
}

/** Ends what plays. */
function stopPlaying(): void {
  player.pause();
  playing.value = undefined;
}
