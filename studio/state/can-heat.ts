import { computed } from '@preact/signals';
import { runs } from './training.ts';

/** Whether there can be a heat map: only a linear head's answer is a sum over places. */
export const canHeat = computed(() => runs.value[0]?.settings.head === 'softmax');
