import { join } from 'node:path';

/** Where Studio keeps what is its own: a hidden folder of the project, which everything else in Graft passes over. */
export interface ProjectPlaces {
  readonly root: string;
  /** Colours, order, settings. */
  readonly state: string;
  /** One JSON file a run. */
  readonly runs: string;
  /** One folder for each time that something was removed; in it, folders by class. */
  readonly trash: string;
  /** Small pictures of the photos, by content; made again where they are missing. */
  readonly thumbnails: string;
  /** Files that are being written. */
  readonly incoming: string;
  /** The model that was built last, and what was exported of it. */
  readonly shipping: string;
  /** The model that was last trained deeper than its head. */
  readonly tuned: string;
  /** Held while a server works on the project. */
  readonly lock: string;
}

/** The places of a project. */
export function projectPlaces(folder: string): ProjectPlaces {
  const root = join(folder, '.graft-studio');
  return {
    root,
    state: join(root, 'studio.json'),
    runs: join(root, 'runs'),
    trash: join(root, 'trash'),
    thumbnails: join(root, 'thumbnails'),
    incoming: join(root, 'incoming'),
    shipping: join(root, 'shipping'),
    tuned: join(root, 'tuned'),
    lock: join(root, 'lock'),
  };
}
