import type {
  BackboneEvent,
  CheckEvent,
  CompareBackbonesEvent,
  CompareEvent,
  CompareWaysEvent,
  DatasetEvent,
  EmbedEvent,
  EvaluateEvent,
  ExportEvent,
  HashPhotosEvent,
  InspectEvent,
  MediumWords,
  QuantizeEvent,
  RateEvent,
  ReportEvent,
  SweepEvent,
  TimelineEvent,
  TrainEvent,
  TrainMultiLabelEvent,
  TrainOnShardsEvent,
} from 'graft-ml';
import type { QueueEvent, WorkerEvent } from 'graft-ml/queue';
import type { Step } from './progress.ts';
import { bytes, count, counted, duration, percent } from './write-quantity.ts';

/** Anything that the library tells while it works. */
export type WorkEvent =
  | TimelineEvent
  | DatasetEvent
  | HashPhotosEvent
  | BackboneEvent
  | TrainEvent
  | SweepEvent
  | CompareBackbonesEvent
  | RateEvent
  | TrainMultiLabelEvent
  | TrainOnShardsEvent
  | EvaluateEvent
  | ExportEvent
  | CompareEvent
  | CompareWaysEvent
  | CheckEvent
  | EmbedEvent
  | InspectEvent
  | QuantizeEvent
  | QueueEvent
  | ReportEvent
  | WorkerEvent;

/** What the bar calls ways to train. */
const wayNames = { head: 'head alone', classic: 'classic head', tuned: 'fine-tuned', scratch: 'random weights' } as const;

/** What the bar shows for an event, in the words for what the work is on; undefined for events that are told otherwise. */
export function describeProgress(event: WorkEvent, words: MediumWords): Step | undefined {
  switch (event.type) {
    case 'download': {
      const { totalBytes, bytes: done, file } = event;
      const part = totalBytes === undefined ? undefined : done / totalBytes;
      return {
        label: 'Download',
        part,
        details: [totalBytes === undefined ? bytes(done) : `${bytes(done)} of ${bytes(totalBytes)}`, file],
      };
    }
    case 'waiting':
      return { label: 'Waiting', details: [`another process is fetching ${event.file}`] };
    case 'unpack': {
      const { file, bytes: done, totalBytes } = event;
      return { label: 'Unpack', part: totalBytes === 0 ? 1 : done / totalBytes, details: [`${bytes(done)} of ${bytes(totalBytes)}`, file] };
    }
    case 'list':
      return { label: 'List', details: [counted(event.found, 'file')] };
    case 'hash':
      return {
        label: 'Hash',
        part: event.total === 0 ? 1 : event.done / event.total,
        details: [`${count(event.done)}/${count(event.total)}`],
      };
    case 'fetch': {
      const { done, total, failed, bytes: fetched } = event;
      const failures = failed > 0 ? [`${count(failed)} failed`] : [];
      return {
        label: 'Fetch',
        part: total === 0 ? 1 : done / total,
        details: [`${count(done)}/${count(total)}`, bytes(fetched), ...failures],
      };
    }
    case 'convert':
      return { label: 'Backbone', details: [event.name] };
    case 'profile':
      return { label: 'Measure', details: [event.name] };
    case 'features':
    case 'evaluate': {
      const { done, total, imagesPerSecond, secondsLeft } = event;
      const pace = imagesPerSecond > 0 ? [`${imagesPerSecond.toFixed(1)} ${words.pace}`, `${duration(secondsLeft)} left`] : [];
      const label = event.type === 'features' ? 'Features' : 'Evaluate';
      return { label, part: total === 0 ? 1 : done / total, details: [`${count(done)}/${count(total)}`, ...pace] };
    }
    case 'timeline':
      return { label: 'Listen', part: event.done / event.total, details: [`${count(event.done)}/${count(event.total)}`] };
    case 'activations': {
      const { done, total, imagesPerSecond, secondsLeft } = event;
      const pace = imagesPerSecond > 0 ? [`${imagesPerSecond.toFixed(1)} ${words.pace}`, `${duration(secondsLeft)} left`] : [];
      return { label: 'Frozen', part: total === 0 ? 1 : done / total, details: [`${count(done)}/${count(total)}`, ...pace] };
    }
    case 'rate':
      return {
        label: 'Rates',
        part: event.done / event.total,
        details: [event.rate.toExponential(1), `loss ${event.loss.toPrecision(3)}`],
      };
    case 'tune-step': {
      const { done, total, epoch, loss, secondsLeft } = event;
      return { label: 'Tune', part: done / total, details: [`epoch ${epoch}`, `loss ${loss.toFixed(3)}`, `${duration(secondsLeft)} left`] };
    }
    case 'compare':
      return { label: 'Copies', details: [`comparing ${counted(event.images, words.one)}`] };
    case 'head':
    case 'folds': {
      const { step } = event;
      if (step.kind === 'epoch') return { label: 'Head', details: [`epoch ${step.epoch}`] };
      const { index, of, strength } = step;
      const label = event.type === 'head' ? 'Head' : 'Labels';
      return { label, part: (index + 1) / of, details: [`strength ${strength}`, `${percent(step.accuracy)} in cross-validation`] };
    }
    case 'cut':
      return { label: 'Cut', details: [event.blocks.join(' + '), `${percent(event.accuracy)} in cross-validation`] };
    case 'choice':
      return {
        label: 'Sweep',
        details: [event.choice.cut.join(' + '), event.choice.head, `${percent(event.choice.accuracy)} in cross-validation`],
      };
    case 'rates':
      return { label: 'Measure', details: [`how fast ${counted(event.backbones, 'network is', 'networks are')}`] };
    case 'learning':
      return { label: 'Curve', details: [`${percent(event.accuracy)} after ${counted(Math.round(event.photos), words.one)}`] };
    case 'verify':
      return { label: 'Compare', part: event.done / event.total, details: [`${count(event.done)}/${count(event.total)}`] };
    case 'calibrate':
    case 'measure': {
      const label = event.type === 'calibrate' ? 'Calibrate' : 'Measure';
      return { label, part: event.total === 0 ? 1 : event.done / event.total, details: [`${count(event.done)}/${count(event.total)}`] };
    }
    case 'pace':
      return { label: 'Pace', details: ['how fast the network is here'] };
    case 'way': {
      const { way, photosPerClass, doing, done, total, share, secondsLeft } = event;
      const now = `${wayNames[way]}, ${counted(photosPerClass, words.one)} a class`;
      const details = [`${done + 1}/${total}`, doing === 'measure' ? `testing ${now}` : now, `about ${duration(secondsLeft)} left`];
      return { label: 'Compare', part: (done + share) / total, details };
    }
    case 'quantize':
      return { label: 'Quantize', details: [event.method] };
    case 'judge':
      return { label: 'Heads', part: event.done / event.total, details: [`${count(event.done)}/${count(event.total)}`] };
    case 'pass':
      return { label: 'Head', details: [`pass ${event.pass}`, `strength ${event.strength}`, `loss ${event.loss.toFixed(4)}`] };
    case 'shards':
      return {
        label: 'Read',
        part: event.total === 0 ? 1 : event.done / event.total,
        details: [`${count(event.done)}/${counted(event.total, words.one)}`],
      };
    case 'queue': {
      const { done, total, status } = event;
      const aside = status.failed > 0 ? [`${count(status.failed)} set aside`] : [];
      const details = [`${count(done)}/${counted(total, 'shard')}`, counted(status.workers, 'worker'), ...aside];
      return { label: 'Queue', part: total === 0 ? 1 : done / total, details };
    }
    case 'report':
      return { label: 'Report', part: event.total === 0 ? 1 : event.done / event.total, details: [event.part] };
    default:
      return undefined;
  }
}
