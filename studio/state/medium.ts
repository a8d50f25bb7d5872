import { computed, signal } from '@preact/signals';
import type { Hearing, MediumState } from '../../src/studio/contract.ts';

/** What the project is of. */
export const medium = signal<MediumState>('none');

/** How sounds are heard; null of photos, and until it is known. */
export const hearing = signal<Hearing | null>(null);

/** Whether the project is of sounds; one that is empty speaks of photos. */
export const isOfSounds = computed(() => medium.value === 'sounds');
