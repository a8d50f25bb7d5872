import { api } from '../../src/studio/api.ts';
import { seededRandom } from '../../src/tensor/random.ts';
import { makePicture } from '../../test/fixtures/make-dataset.ts';
import { type OpenStudio, openTinyStudio } from '../../test/fixtures/studio-client.ts';

/** So many photos are there at a time: the oldest goes when one comes. */
const photosKept = 40;
/** A training after so many photos that came. */
const photosATraining = 100;
const classes = ['one', 'two'] as const;

/** A Studio that stays open while photos come, are looked at, and go. */
export interface UsedStudio extends AsyncDisposable {
  /** Adds so many photos, and removes as many; looks at each small, tries it, and trains now and then. */
  use(count: number): Promise<void>;
}

/** Opens it in a folder. */
export async function openUsedStudio(folder: string): Promise<UsedStudio> {
  const opened = await openTinyStudio(folder);
  const ids: string[] = [];
  for (const name of classes) ids.push((await opened.client.ask(api.addClass, { body: { name } })).id);
  const kept: string[] = [];
  let number = 0;
  const addOne = async (): Promise<void> => {
    const style = number % classes.length;
    const photo = new Uint8Array(await makePicture({ width: 32, height: 32, style, random: seededRandom(number) }));
    const query = { class: ids[style] ?? '', name: `${number++}.jpg` };
    const { photos } = await opened.client.ask(api.addFile, { query, body: photo });
    kept.push(...photos);
    const answer = await opened.client.send(api.thumbnail, { query: { photo: photos[0] ?? '' } });
    if ((await answer.arrayBuffer()).byteLength === 0) throw new Error('A photo has no small picture.');
    if (number > photosATraining) await opened.client.ask(api.try, { query: {}, body: photo });
    const gone = kept.length > photosKept ? kept.splice(0, 1) : [];
    if (gone.length > 0) await opened.client.ask(api.removePhotos, { body: { photos: gone } });
    if (number % photosATraining === 0) await trainOnce(opened);
  };
  return {
    use: async (count) => {
      for (let at = 0; at < count; at++) await addOne();
    },
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

/** As a page does: its events are followed until the run is there. */
async function trainOnce({ client }: OpenStudio): Promise<void> {
  using events = await client.follow();
  const before = events.state.runs[0]?.id;
  await client.ask(api.train, { body: {} });
  await events.untilState(({ runs }) => runs[0] !== undefined && runs[0].id !== before);
}
