import { GraftError } from '../errors.ts';

/** For a model that is measured as the other kind is: of one label a photo, of several. */
export function otherLabels(its: 'one label' | 'several labels', method: string): GraftError {
  return new GraftError('MODEL_INCAPABLE', `The model gives ${its} a photo, and cannot be measured otherwise.`, {
    hint: `Use ${method}; graft evaluate does so by itself.`,
  });
}

/** For a model without a threshold for "none of these". */
export function tellsNothingUnknown(): GraftError {
  return new GraftError('MODEL_INCAPABLE', 'The model calls nothing unknown: it was trained so, on too few photos, or by an older Graft.', {
    hint: 'Train it again, on 19 photos or more; the features are kept, so that takes seconds.',
  });
}

/** For a model without the scores that prediction sets are made from. */
export function makesNoSets(): GraftError {
  return new GraftError(
    'MODEL_INCAPABLE',
    'The model makes no prediction sets: it was trained without photos held out, or by an older Graft.',
    {
      hint: 'Train it again; the features are kept, so that takes seconds. With --head mlp or the classic recipe give --folds 5.',
    },
  );
}

/** For a model of photos that is to listen. */
export function hearsNothing(): GraftError {
  return new GraftError('MODEL_INCAPABLE', 'The model takes photos, which have no timeline.', {
    hint: 'Train one on a folder of sounds: graft train ./recordings.',
  });
}
