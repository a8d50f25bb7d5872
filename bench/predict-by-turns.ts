import type { Model } from 'graft-ml';

/** Predicts so many pictures, by turns alone and eight at a time, each fourth call with a broken one among them. */
export async function predictByTurns(model: Model, pictures: readonly string[], broken: string, count: number): Promise<void> {
  for (let done = 0, call = 0; done < count; call++) {
    const several = Array.from({ length: call % 2 === 0 ? 1 : 8 }, (_, at) => pictures[(done + at) % pictures.length] ?? '');
    const files = call % 4 === 3 ? [...several, broken] : several;
    let failed = 0;
    for await (const outcome of model.predictEach(files)) if ('error' in outcome) failed++;
    if (failed !== files.length - several.length) throw new Error(`${failed} of ${files.length} pictures failed.`);
    done += several.length;
  }
}
