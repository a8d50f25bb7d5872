import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { classNamed, makeProject, photosIn } from '../../../test/fixtures/make-project.ts';
import { tinyBackbone } from '../../../test/fixtures/tiny-backbone.ts';
import { temporaryFolder } from '../../../test/temporary-folder.ts';
import { drain } from '../../tasks/drain.ts';
import { changeClass } from '../operations/change-classes.ts';
import { learnPhotos } from './learn-photos.ts';
import { Workbench } from './workbench.ts';

test('a class that is renamed while its photos are read has them all read; one that is gone meanwhile is no photo any more', async () => {
  await using root = await temporaryFolder();
  const [backbone, cacheFolder] = [join(root.path, 'tiny.tflite'), join(root.path, 'cache')];
  await tinyBackbone(backbone, cacheFolder);
  await using bench = await drain(Workbench.open({ backbone, cut: [], fit: 'stretch' }, { cacheFolder }));
  await using project = await makeProject(join(root.path, 'photos'), { cat: 9, dog: 2 });
  const cat = classNamed(project, 'cat');
  await rm(join(root.path, 'photos', 'dog', '001.jpg'));
  const steps = learnPhotos(project, bench, { signal: new AbortController().signal, note: (work) => work() });
  let number = 0;
  for (let step = await steps.next(); !step.done; ) {
    const next = steps.next(); // reads the photos at the paths that they have now
    if (step.value.type === 'training' && number < 3) await changeClass(project, cat, { name: `cat ${++number}` });
    step = await next;
  }
  expect(number).toBeGreaterThan(0);
  expect(photosIn(project, 'dog')).toHaveLength(1);
  expect([...project.photos.values()].map(({ content }) => content?.state)).toEqual(Array(10).fill('ready'));
});
