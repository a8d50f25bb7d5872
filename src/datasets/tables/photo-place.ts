import { extname } from 'node:path';
import { pictureExtensions } from '../find-photos.ts';

/** Whether a cell is an address to fetch from. */
export function isAddress(cell: string): boolean {
  return /^https?:\/\//i.test(cell);
}

/** Whether a cell names a photo: an address, or a path that ends as pictures' do. */
export function looksLikePhoto(cell: string): boolean {
  return isAddress(cell) || pictureExtensions.has(extname(cell).toLowerCase());
}
