import { measure, stale, training } from '../state/training.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';
import { describeDeeper } from './describe-deeper.ts';

/** One sentence on what the training does at the moment. */
export function describeTraining(): string {
  const { train } = words.value;
  const { seconds, whole, bytes } = formats.value;
  const now = training.value;
  switch (now.state) {
    case 'idle':
      if (measure.value === undefined) return train.nothingYet;
      return stale.value ? train.stale : train.upToDate;
    case 'lacking':
      return train.lacking;
    case 'preparing':
      if (now.what === 'network') return train.preparingNetwork;
      return now.done !== undefined && now.total !== undefined && now.total > 0
        ? train.fetchingBackbone(bytes(now.done), bytes(now.total))
        : train.preparingBackbone;
    case 'features': {
      const done = train.features(whole(now.done), whole(now.total));
      return now.secondsLeft > 0 ? `${done} ${train.left(seconds(Math.ceil(now.secondsLeft)))}` : done;
    }
    case 'fitting':
      return train.fitting;
    case 'deeper':
      return describeDeeper(now);
    case 'failed':
      return train.failed;
  }
}
