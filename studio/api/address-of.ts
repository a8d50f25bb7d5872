import type { Call, QueryOf } from '../../src/studio/api.ts';

/** The address of a call with its query, for `fetch` and for `src` and `href`: `addressOf(api.photo, { photo: id })`. */
export function addressOf<Some extends Call>({ path }: Some, query: QueryOf<Some>): string {
  // Every query of the table is a flat object of texts, some of which may be absent.
  const fields = Object.entries(query as Readonly<Record<string, string | undefined>>);
  const search = new URLSearchParams(fields.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  return search.size === 0 ? path : `${path}?${search}`;
}
