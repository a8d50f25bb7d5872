import { loadModel, type Prediction } from 'graft-ml';

/** A photo to classify: the bytes of its file. */
export interface Question {
  readonly id: number;
  readonly photo: Uint8Array;
}

/** What is in it, most probable first, or why it could not be read. */
export interface Answer {
  readonly id: number;
  readonly predictions?: readonly Prediction[];
  readonly error?: string;
}

const model = await loadModel(process.argv[2] ?? 'photos.graft');

process.parentPort.on('message', async ({ data }: { data: Question }) => {
  const answer = await model.predict([data.photo], { top: 3 }).then(
    ([predictions = []]): Answer => ({ id: data.id, predictions }),
    (error: Error): Answer => ({ id: data.id, error: error.message }),
  );
  process.parentPort.postMessage(answer);
});
