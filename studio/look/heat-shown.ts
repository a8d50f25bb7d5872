import { computed, signal } from '@preact/signals';
import { runs } from '../state/training.ts';

/** Whether the heat map was switched on. */
export const heatWanted = signal(false);

/** Whether there can be one: only a linear head's answer is a sum over places. */
export const canHeat = computed(() => runs.value[0]?.settings.head === 'softmax');

/** Whether the heat map is shown. */
export const heatShown = computed(() => heatWanted.value && canHeat.value);
