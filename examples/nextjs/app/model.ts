import { loadModel, type Model } from 'graft-ml';

/** Survives the reloads of `next dev`, each of which runs this file again. */
const kept = globalThis as typeof globalThis & { photosModel?: Promise<Model> };

/** The trained model, loaded once for the process: what `graft train` wrote, at GRAFT_MODEL. */
export function photosModel(): Promise<Model> {
  kept.photosModel ??= loadModel(process.env['GRAFT_MODEL'] ?? 'photos.graft');
  return kept.photosModel;
}
