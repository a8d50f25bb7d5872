import { signal } from '@preact/signals';
import type { PhoneState } from '../../src/studio/contract.ts';

/** The upload by phone: closed, or open at an address. */
export const phone = signal<PhoneState>({ state: 'closed' });
