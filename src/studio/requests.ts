/**
 * The bodies of the page's requests, as schemas; beside `contract.ts`, which has the answers and events.
 *
 * @module
 */
import * as v from 'valibot';
import { colour, id, settings } from './contract.ts';
import { pixelRange } from './network-contract.ts';
import { shippingTarget } from './shipping-contract.ts';

const ids = v.pipe(v.array(id), v.minLength(1), v.maxLength(100_000));

/** The longest path that Linux has. */
const networkName = v.pipe(v.string(), v.minLength(1), v.maxLength(4096));

/** The bodies of requests that bring JSON. */
export const requests = {
  addClass: v.strictObject({ name: v.string(), colour: v.exactOptional(colour) }),
  changeClass: v.strictObject({ class: id, name: v.exactOptional(v.string()), colour: v.exactOptional(colour) }),
  removeClass: v.strictObject({ class: id }),
  movePhotos: v.strictObject({ photos: ids, to: id }),
  removePhotos: v.strictObject({ photos: ids }),
  keepPhotos: v.strictObject({ photos: ids }),
  undo: v.strictObject({ operation: id }),
  restore: v.strictObject({ batch: id }),
  importUrls: v.strictObject({
    class: id,
    urls: v.pipe(v.array(v.pipe(v.string(), v.maxLength(4000))), v.minLength(1), v.maxLength(1000)),
  }),
  findNetwork: v.strictObject({ network: networkName, range: v.exactOptional(pixelRange) }),
  changeSettings: v.strictObject({
    autoTrain: v.exactOptional(settings.entries.autoTrain),
    backbone: v.exactOptional(networkName),
    range: v.exactOptional(pixelRange),
    cut: v.exactOptional(settings.entries.cut),
    head: v.exactOptional(settings.entries.head),
    fit: v.exactOptional(settings.entries.fit),
    trainFrom: v.exactOptional(v.nullable(v.pipe(v.string(), v.maxLength(1000)))),
  }),
  openPhone: v.strictObject({ class: id }),
  makeExport: v.strictObject({ target: shippingTarget }),
  endpoint: v.strictObject({ on: v.boolean() }),
  nothing: v.strictObject({}),
} as const;
