import type { Look } from '../../audit/look.ts';
import type { Problem } from '../contract.ts';

/** A class of an open project. */
export interface ClassEntry {
  readonly id: string;
  /** Its label: its folder's name in Unicode's NFC. */
  readonly name: string;
  /** Its folder's name as the disk writes it. */
  readonly folder: string;
  readonly colour: string;
}

/** A photo of an open project. */
export interface PhotoEntry {
  readonly id: string;
  /** The class's id. */
  readonly class: string;
  /** The file, absolute. Never told to a client. */
  readonly path: string;
  readonly bytes: number;
  /** When the file was written, in milliseconds since 1970. */
  readonly modifiedMs: number;
  /** What is known of its content; undefined until somebody has read it. */
  readonly content: PhotoContent | undefined;
}

/** What reading a photo told. */
export type PhotoContent =
  | { readonly state: 'ready'; readonly sha256: string; readonly look: Look }
  | { readonly state: 'hashed'; readonly sha256: string }
  | { readonly state: 'unreadable'; readonly problem: Problem };

/** The hash of a photo's file, where it is known. */
export function hashOf({ content }: PhotoEntry): string | undefined {
  return content === undefined || content.state === 'unreadable' ? undefined : content.sha256;
}
