import { signal } from '@preact/signals';
import type { ShippingState } from '../../src/studio/shipping-contract.ts';

/** What can be taken away: the built model, its exports, the endpoint. */
export const shipping = signal<ShippingState>({ job: null, model: null, exports: [], unfit: [], endpoint: null });
