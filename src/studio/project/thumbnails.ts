import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeImage } from '../../media/encode-image.ts';
import { readImageFile } from '../../media/read-image-file.ts';
import { viewImage } from '../../media/view-image.ts';
import type { SoundSettings } from '../../sounds/sound-settings.ts';
import { sha256 } from '../../storage/sha256.ts';
import { writeFileAtomically } from '../../storage/write-file-atomically.ts';
import { limit } from '../../tasks/limit.ts';
import { hashOf, type PhotoEntry } from './photo-entry.ts';

/** The longer side, in pixels: twice what a tile of the grid is wide, for screens of fine dots. */
const longestSide = 256;

/** Made so many at a time: who scrolls should not stop a training. */
const atOnce = 2;

/** Small pictures of photos, made once and kept by content. */
export class Thumbnails {
  readonly #folder: string;
  readonly #turn = limit(atOnce);

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * A photo's small picture, as WebP; a sound's is its spectrogram.
   *
   * @param sound How sounds are heard; `viewImage` has a default.
   * @throws `IMAGE_UNREADABLE`, `SOUND_UNREADABLE`, `FILE_NOT_FOUND`; the signal's reason
   */
  async of(photo: PhotoEntry, sound: SoundSettings | undefined, signal?: AbortSignal): Promise<Uint8Array> {
    const known = hashOf(photo);
    const kept = known && (await this.#kept(known, sound));
    if (kept) return kept;
    return await this.#turn(1, () => this.#make(photo, sound, signal), signal);
  }

  async #make({ path }: PhotoEntry, sound: SoundSettings | undefined, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const bytes = await readImageFile(path, signal);
    const hash = sha256(bytes);
    const kept = await this.#kept(hash, sound);
    if (kept !== undefined) return kept;
    const { pixels } = await viewImage(bytes, { longestSide, file: path, sound, signal });
    const small = await encodeImage(pixels, { format: 'webp', quality: 75 });
    await writeFileAtomically(this.#place(hash, sound), small);
    return small;
  }

  async #kept(hash: string, sound: SoundSettings | undefined): Promise<Uint8Array | undefined> {
    return await readFile(this.#place(hash, sound)).catch(() => undefined); // not made yet
  }

  /** Sounds that are heard otherwise look otherwise. */
  #place(hash: string, sound: SoundSettings | undefined): string {
    const heard = sound === undefined ? '' : `-${sha256(JSON.stringify(sound)).slice(0, 12)}`;
    return join(this.#folder, hash.slice(0, 2), `${hash}${heard}.webp`);
  }
}
