import type { Project } from '../project/project.ts';

/** What the training of a head would learn from, and how, as a text: equal ones give equal heads. */
export function projectSignature({ settings, classes, photos }: Project): string {
  const { autoTrain: _, trainFrom: _from, ...rest } = settings;
  const listed = [...photos.values()].map((photo) => `${photo.class} ${photo.path} ${photo.bytes} ${photo.modifiedMs}`).toSorted();
  return [JSON.stringify(rest), ...classes.map(({ id, name }) => `${id} ${name}`).toSorted(), ...listed].join('\n');
}
