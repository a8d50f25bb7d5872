import { computed, signal } from '@preact/signals';
import { canHeat } from '../state/can-heat.ts';

/** Whether the heat map was switched on. */
export const heatWanted = signal(false);

/** Whether the heat map is shown. */
export const heatShown = computed(() => heatWanted.value && canHeat.value);
