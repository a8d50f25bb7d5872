import { count } from '../count.ts';
import type { Things } from './things.ts';

/** How often chance alone does it, in words. */
function often(pValue: number): string {
  if (pValue < 0.01) return 'in fewer than 1 of 100 cases';
  if (pValue > 0.99) return 'nearly always';
  return `in ${Math.round(100 * pValue)} of 100 cases`;
}

/** The view Train. */
export function train(things: Things) {
  const photos = things.count;
  return {
    title: 'Train',
    start: 'Train now',
    stop: 'Stop',
    firstTitle: 'It is learning for the first time',
    firstText: 'This page shows it as soon as it is through.',
    enoughText: `There are ${things.many} enough, but nothing was learned from them yet.`,
    namedRightly: `of the ${things.many} are named rightly`,
    soFar: `of the ${things.many} so far`,
    interval: (low: string, high: string) => `${low} to ${high}`,
    nothingYet: 'Nothing learned yet.',
    upToDate: `All ${things.many} are learned.`,
    stale: 'Something changed since the last training.',
    lacking: 'Before anything can be learned:',
    moreClasses: (number: number) =>
      number === 1 ? `Add a second class with ${things.many}.` : `Add ${number} classes with ${things.many}.`,
    morePhotos: (number: number) => `needs ${number} more ${number === 1 ? `${things.one}` : `${things.many}`}`,
    preparingBackbone: 'Making the network ready …',
    fetchingBackbone: (done: string, total: string) => `Fetching the network, once: ${done} of ${total} …`,
    preparingNetwork: 'Loading the network …',
    features: (done: string, total: string) => `Looking at the ${things.many}: ${done} of ${total}.`,
    left: (time: string) => `About ${time} left.`,
    fitting: `Learning, and testing itself on ${things.many} that it holds back …`,
    failed: 'The training failed.',
    chartTitle: 'Accuracy from training to training',
    chartLabel: (number: number, last: string) =>
      `The accuracy of ${count(number, 'training')}; the last: ${last}. The same is in the list below.`,
    chartText: `A dot is the accuracy on ${things.many} held back; the line is where the truth lies 95 times in 100. More ${things.many} make it shorter.`,
    runs: 'All trainings',
    runsText: 'Pick two to compare them.',
    allRuns: (number: number) => `Show all ${number}`,
    pick: (time: string) => `Compare the training of ${time}`,
    notMeasured: 'not measured',
    sizes: (classes: number, number: number) => `${count(classes, 'class', 'classes')}, ${photos(number)}`,
    took: (time: string) => `took ${time}`,
    details: 'Details',
    runOf: (time: string) => `Training of ${time}`,
    accuracy: 'Accuracy',
    intervalName: '95 % interval',
    balanced: 'Balanced accuracy',
    calibration: 'Calibration error',
    computed: `${things.Many} looked at anew`,
    time: 'Time',
    classTable: 'How well it knows each class, the weakest first',
    class: 'Class',
    photosColumn: `${things.Many}`,
    recall: `Found of its ${things.many} (recall)`,
    precision: 'Right when it says so (precision)',
    compareTitle: (older: string, newer: string) => `${older} against ${newer}`,
    older: (settings: string) => `The older: ${settings}.`,
    newer: (settings: string) => `The newer: ${settings}.`,
    comparing: 'Comparing …',
    nothingShared: `The two judged no ${things.one} in common, so they cannot be compared.`,
    compared: (shared: number, onlyFirst: number, onlySecond: number) =>
      onlyFirst + onlySecond === 0
        ? `On ${photos(shared)} that both judged, they are right and wrong on the very same ones.`
        : `Of ${photos(shared)} that both judged, the newer names ${onlySecond} right that the older did not, and the older ${onlyFirst} that the newer does not.`,
    chance: (pValue: number) =>
      `Chance alone would make such a difference ${often(pValue)}${pValue < 0.05 ? ': it is most likely real.' : ': do not build on it.'}`,
    settings: 'How it is trained',
    auto: 'Train by itself',
    autoText: 'A moment after something changed.',
    backbone: 'Network',
    top1: (part: string) => `${part} on ImageNet`,
    isHere: (size: string) => `${size}, here already`,
    mustFetch: (size: string) => `${size} to fetch, once`,
    pace: (number: string) => `${number} ${things.many} a second here`,
    cut: 'Where it is cut',
    cutText: (numbers: string | undefined) =>
      `${numbers === undefined ? '' : `What is learned from: ${numbers} numbers a ${things.one}. `}Early layers see texture and colour, late ones things.`,
    cutAt: (backbone: string, cut: string) => `${backbone} at ${cut}`,
    head: 'What is learned on top',
    heads: {
      softmax: { name: 'Linear', text: `Quick and hard to beat with few ${things.many}. Takes a moment.` },
      mlp: { name: 'Small network', text: `Can pay with hundreds of ${things.many} a class. Takes many times as long.` },
      knn: {
        name: `Nearest ${things.many}`,
        text: `Learns nothing, compares with every ${things.one}: good for odd-shaped classes; slower to ask.`,
      },
    },
    lastTime: (time: string) => `Last time here: ${time}.`,
    fit: `How ${things.many} are made square`,
    fits: {
      stretch: { name: 'Stretched', text: 'Everything is seen, shapes are bent a little.' },
      crop: { name: 'Cropped', text: 'Shapes stay, the edges are cut off.' },
      pad: { name: 'With margins', text: 'Shapes and edges stay, everything is smaller.' },
    },
    keep: 'Use these',
    costFetch: (size: string) => `${size} are fetched first.`,
    costHub: 'The network is fetched from the Hugging Face hub first.',
    costHead: 'Nothing is computed again but the head: a moment.',
    costFeatures: (number: number, about: string | undefined) =>
      `All ${photos(number)} are looked at again${about === undefined ? '' : `: about ${about}`}, unless that was done before.`,
  };
}
