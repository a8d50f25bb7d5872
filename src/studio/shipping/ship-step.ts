import type { DownloadEvent } from '../../downloads/download-event.ts';
import type { ShippingJob } from '../shipping-contract.ts';

/** How far a job is. */
export type ShipStep = Omit<ShippingJob, 'what'>;

/** A step of a download, in bytes. */
export function fetching(event: DownloadEvent): ShipStep {
  if (event.type === 'waiting' || event.totalBytes === undefined) return { step: 'fetching' };
  return { step: 'fetching', done: event.bytes, total: event.totalBytes };
}
