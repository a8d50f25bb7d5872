import type { Look } from '../audit/look.ts';
import { measureLook } from '../audit/measure-look.ts';
import { lookVersion, packedLookBytes, packedSoundLookBytes, packLook, soundLookVersion, unpackLook } from '../audit/pack-look.ts';
import type { DecodedPicture } from '../media/decode-image.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { featureSpace } from './feature-space.ts';
import type { FeatureEntry, FeatureStore } from './feature-store.ts';

/** Looks are kept in transactions of this many: who is interrupted loses no more, and they cost a decoding each. */
const looksAtOnce = 64;

/** The name under which a look lies among a photo's vectors. */
const lookCut = 'look';

/** Measures what photos look like, and keeps it beside their features: each photo once. */
export class LookBook {
  readonly #preprocessing: Preprocessing;
  readonly #stretched: Preprocessing;
  readonly #store: FeatureStore | undefined;
  readonly #space: string;
  #toKeep: FeatureEntry[] = [];

  /** @param preprocessing How photos become pixels for the network. Looks are of the whole photo, however it is cropped there. */
  constructor(preprocessing: Preprocessing, store: FeatureStore | undefined) {
    this.#preprocessing = preprocessing;
    this.#stretched = { ...preprocessing, fit: 'stretch' };
    this.#store = store;
    const network = preprocessing.sound === undefined ? `looks-${lookVersion}` : `sound-looks-${soundLookVersion}`;
    this.#space = featureSpace({ network, precision: 'none', preprocessing: this.#stretched });
  }

  /** A photo's look where the store has it. @param photo SHA-256 of its file. */
  find(photo: string): Look | undefined {
    const packed = new Uint8Array(this.#preprocessing.sound === undefined ? packedLookBytes : packedSoundLookBytes);
    return this.#store?.readInto(photo, this.#space, lookCut, packed) ? unpackLook(packed) : undefined;
  }

  /**
   * A photo's look: known, or measured now on its pixels; where these are cropped or padded, it is decoded once more.
   *
   * @param photo SHA-256 of its file.
   */
  async lookAt(
    photo: string,
    {
      bytes,
      picture,
      decode,
    }: { readonly bytes: number; readonly picture: DecodedPicture; readonly decode: (how: Preprocessing) => Promise<DecodedPicture> },
  ): Promise<Look> {
    const known = this.find(photo);
    if (known !== undefined) return known;
    const whole = this.#preprocessing.fit === 'stretch' || this.#preprocessing.sound !== undefined; // a spectrogram is never cropped
    const { pixels } = whole ? picture : await decode(this.#stretched);
    const measured = { ...measureLook(pixels, this.#stretched.width, this.#stretched.height), ...picture.facts, bytes };
    const packed = packLook(measured);
    this.#toKeep.push({ photo, space: this.#space, cut: lookCut, vector: packed });
    if (this.#toKeep.length >= looksAtOnce) await this.keep();
    return unpackLook(packed) ?? measured; // the same to the bit as when it is read again
  }

  /** Writes what was measured and is not yet kept. */
  async keep(): Promise<void> {
    const entries = this.#toKeep;
    this.#toKeep = [];
    if (entries.length > 0) await this.#store?.putBatch(entries);
  }
}
