import { drain, fetchAllVerified, findBackbone, GraftError, loadBackbone, type Pretrained } from 'graft-ml';

/** The real network, from the cache that all tests share; undefined where the registry cannot be reached. */
export async function inceptionV3(): Promise<Pretrained | undefined> {
  try {
    await drain(fetchAllVerified([findBackbone('inception-v3')]));
    return await loadBackbone();
  } catch (error) {
    if (error instanceof GraftError && error.code === 'DOWNLOAD_FAILED') return undefined;
    throw error;
  }
}
