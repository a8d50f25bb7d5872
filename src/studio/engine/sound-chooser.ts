import { chooseSound, measureSound } from '../../media/choose-sound.ts';
import type { SoundExtent } from '../../sounds/sound-extent.ts';
import type { SoundSettings } from '../../sounds/sound-settings.ts';
import type { PhotoEntry } from '../project/photo-entry.ts';
import type { Project } from '../project/project.ts';

/** Chooses how the sounds of a project are heard, as `graft train` does; each file is measured once. */
export class SoundChooser {
  readonly #measured = new Map<string, SoundExtent | undefined>();

  /** What fits the sounds as they are; undefined for a project of photos, or of nothing. @throws the signal's reason */
  async settingsOf({ photos, medium }: Pick<Project, 'photos' | 'medium'>, signal?: AbortSignal): Promise<SoundSettings | undefined> {
    if (medium !== 'sounds') return undefined;
    const sorted = [...photos.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1)); // as `openDataset` gives them
    const keys = new Map(sorted.map((photo) => [photo.path, keyOf(photo)]));
    const present = new Set(keys.values());
    for (const key of this.#measured.keys()) if (!present.has(key)) this.#measured.delete(key);
    return await chooseSound([...keys.keys()], {
      signal,
      measure: async (file) => {
        const key = keys.get(file) ?? file;
        if (!this.#measured.has(key)) this.#measured.set(key, await measureSound(file, signal));
        return this.#measured.get(key);
      },
    });
  }
}

const keyOf = ({ path, bytes, modifiedMs }: PhotoEntry): string => `${path} ${bytes} ${modifiedMs}`;
