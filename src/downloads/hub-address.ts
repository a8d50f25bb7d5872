import { invalidArgument } from '../errors.ts';

/** A place on the Hugging Face hub: a repository of a model, perhaps a revision, perhaps a file. */
export interface HubAddress {
  /** `owner/name`. */
  readonly repository: string;
  /** A branch, a tag, or a commit; undefined where none is named. */
  readonly revision: string | undefined;
  /** The file's path in the repository. */
  readonly path: string | undefined;
}

const form = /^hf:([\w-][\w.-]{0,95}\/[\w-][\w.-]{0,95})(?:@([\w-][\w.-]{0,99}))?(?:\/(.+))?$/i;

/**
 * Takes `hf:owner/name`, `hf:owner/name@revision`, `hf:owner/name@revision/path/to/file` apart.
 *
 * @throws `INVALID_ARGUMENT`
 */
export function hubAddress(source: string): HubAddress {
  const [, repository, revision, path] = form.exec(source) ?? [];
  const isPlain =
    path === undefined || path.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !part.includes('\\'));
  if (repository !== undefined && !repository.includes('..') && revision?.includes('..') !== true && isPlain)
    return { repository, revision, path };
  throw invalidArgument('the source', 'hf:owner/name, hf:owner/name@revision, or one of these with /path/to/file', source);
}

/** Whether a revision is a commit, and so always the same files. */
export function isCommit(revision: string | undefined): revision is string {
  return revision !== undefined && /^[0-9a-f]{40}$/.test(revision);
}
