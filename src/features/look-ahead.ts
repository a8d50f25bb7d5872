/**
 * Photos under way ahead of the network, in batches. JavaScript stands still while a batch is computed, so a photo's way
 * from disk to pixels takes about one step a batch: six steps, and two batches to spare. At 299 px that is 17 MB.
 */
export const batchesAhead = 8;

/** Encoded files held in memory at a time, in bytes: two of a 50-megapixel camera, or any number of small ones. */
export const encodedBytesAtOnce = 48 * 2 ** 20;

/** Photos to a run on an accelerator, which a few would leave idle. */
export const batchOnAccelerators = 32;

/** Runs that an accelerator is asked for at once: one is computed, the next lies ready beside it. */
export const runsOnDevice = 2;
