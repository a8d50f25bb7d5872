/** What the server takes on. Every limit is there so that no client can make it grow, stall or fall. */
export interface ServerLimits {
  /** Bytes of one request's body. A 50-megapixel photo is some 25 MB. @default 33,554,432 (32 MiB) */
  readonly maxBodyBytes: number;
  /** Bytes of all bodies held at a time, whoever sent them: bounds memory under many large uploads. @default 268,435,456 (256 MiB) */
  readonly maxHeldBytes: number;
  /** Pictures in one request: so many are some seconds of work; more belong into several requests. @default 32 */
  readonly maxImages: number;
  /**
   * Pixels of a picture, told by its header before anything is allocated. Phones take 12 to 50 million; decoding holds up to
   * three bytes a pixel, for two to four pictures at a time, by the number of cores. @default 50,000,000
   */
  readonly maxPixels: number;
  /**
   * Length of a sound, in seconds: decoding holds half a megabyte for each at 48 kHz.
   * Of longer ones `mostWindows` of the model are all that is looked at. @default 300
   */
  readonly maxSoundSeconds: number;
  /** Pictures that are waiting or in work, and windows of sounds, over all requests; beyond it requests are refused with 503. @default 128 */
  readonly maxQueue: number;
  /** Requests in work. @default 256 */
  readonly maxRequests: number;
  /** Open connections; more are not accepted. @default 1024 */
  readonly maxConnections: number;
  /** For the request's headers to come: what holds off clients that drip (slow loris). @default 10,000 */
  readonly headersMs: number;
  /** For the whole request to come, headers and body: 32 MiB at 9 Mbit/s. @default 30,000 */
  readonly bodyMs: number;
  /** For the answer, from when the body is here: waiting, fetching, decoding, computing. @default 30,000 */
  readonly answerMs: number;
  /** How long an idle connection is kept: longer than the 60 s of common load balancers, which must be the first to close. @default 65,000 */
  readonly keepAliveMs: number;
  /** When the server stops, what is in flight may take so long. @default 30,000 */
  readonly shutdownMs: number;
}

/** The limits where nothing else is asked for. */
export const defaultLimits: ServerLimits = {
  maxBodyBytes: 32 * 2 ** 20,
  maxHeldBytes: 256 * 2 ** 20,
  maxImages: 32,
  maxPixels: 50_000_000,
  maxSoundSeconds: 300,
  maxQueue: 128,
  maxRequests: 256,
  maxConnections: 1024,
  headersMs: 10_000,
  bodyMs: 30_000,
  answerMs: 30_000,
  keepAliveMs: 65_000,
  shutdownMs: 30_000,
};
