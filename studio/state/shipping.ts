import { signal } from '@preact/signals';
import type { ShippingState } from '../../src/studio/contract.ts';

/** What can be taken away: the built model, its exports, the endpoint. */
export const shipping = signal<ShippingState>({ building: false, model: null, exports: [], endpoint: null });
