import { computed, signal } from '@preact/signals';

/** The five things that one does in Studio, in the order in which one does them. */
export const verbs = ['collect', 'train', 'look', 'try', 'ship'] as const;
export type Verb = (typeof verbs)[number];

/** Where the page is: a verb, and what of it is shown, such as a class's id. */
export interface Route {
  readonly verb: Verb;
  readonly rest: readonly string[];
}

const hash = signal(location.hash);
window.addEventListener('hashchange', () => {
  hash.value = location.hash;
});

/** The route that the address shows; what it does not know is the first verb. */
export const route = computed<Route>(() => {
  const [name, ...rest] = hash.value.replace(/^#?\/?/, '').split('/');
  const verb = verbs.find((each) => each === name);
  return verb === undefined ? { verb: 'collect', rest: [] } : { verb, rest: rest.filter((each) => each !== '') };
});

/** The address of a route, for links: `routeTo('collect', classId)`. */
export function routeTo(verb: Verb, ...rest: readonly string[]): string {
  return `#/${[verb, ...rest].join('/')}`;
}

/** Goes there. */
export function go(verb: Verb, ...rest: readonly string[]): void {
  location.hash = routeTo(verb, ...rest);
}
