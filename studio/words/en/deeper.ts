import type { Things } from './things.ts';
/** Training deeper than the head, in the view Train. */
export function deeper(things: Things) {
  return {
    title: 'Train deeper than the head',
    text: `The layers from one on learn your ${things.many}, too: minutes instead of seconds, on a press of the button. It may be better, the more so the more ${things.many} there are.`,
    layer: 'From',
    off: 'Off: the head alone',
    option: (from: string, weights: string) => `${from}: ${weights} weights`,
    linearOnly: 'Only with the linear head.',
    later: 'From where it can be trained is known once the network is loaded: use it first.',
    nowhere: 'This network has no layer to train it from.',
    cost: (weights: string, kept: string) =>
      `${weights} weights are trained, for 4 epochs at most. ${kept} a ${things.one} are kept on this machine.`,
    about: (time: string) => `About ${time} here.`,
    keeps: `A fifth of the ${things.many} is held back to judge by. Where no epoch does clearly better than the head alone, the head alone is what you get.`,
    costOn: 'It begins when you press “Train deeper”. Until then the head alone answers.',
    costOff: 'The head alone is trained again: a moment.',
    start: 'Train deeper',
    from: (layer: string) => `trained from ${layer}`,
    wanted: (layer: string) => `The head alone is trained so far, not the layers from ${layer} on.`,
    steps: {
      starting: 'Training deeper: making ready …',
      activations: (done: string, total: string) =>
        `Training deeper: computing what stays as it is, once: ${done} of ${total} ${things.many}.`,
      epochs: 'Training deeper: learning …',
      report: 'Training deeper: writing the model and its report …',
    },
    kept: (from: string, before: string, after: string, photos: number) =>
      `Trained deeper, from ${from} on: ${after} of ${photos} ${things.many} held back are named rightly, ${before} with the head alone.`,
    notKept: (from: string, epochs: number) =>
      `Trained from ${from} on, ${epochs === 1 ? 'the one epoch did' : `none of ${epochs} epochs did`} clearly better than the head alone on the ${things.many} held back. The head alone is what you have.`,
    unjudged: (from: string) => `Trained deeper, from ${from} on. No ${things.one} could be held back to judge it by.`,
    chart: `Epoch by epoch, on the ${things.many} held back`,
    chartLabel: (epochs: number, last: string) =>
      `The part named rightly after each of ${epochs} epochs; the last: ${last}. The table says the same.`,
    epoch: 'Epoch',
    headAlone: 'Head alone',
    right: 'Named rightly',
    loss: 'Log loss',
    ownLoss: 'Loss while learning',
    keptMark: 'kept',
  };
}
