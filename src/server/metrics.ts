import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { ModelWatcher, ServedModel } from './served-model.ts';

/** What is read when somebody looks. */
export interface MetricsSources {
  readonly requests: () => number;
  readonly images: () => number;
  readonly models: () => readonly ServedModel[];
}

/** Seconds: from a health check to a request that waits as long as one may. */
const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

let ofProcess: Registry | undefined;

/** The process's own numbers. Once a process, however many servers it starts: what observes them is never taken off. */
function processNumbers(): Registry {
  if (ofProcess === undefined) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess });
  }
  return ofProcess;
}

/** The server's numbers, for Prometheus. */
export class Metrics implements ModelWatcher {
  readonly #registry = new Registry();
  readonly #requests = this.#counter('graft_http_requests_total', 'Requests answered.', ['method', 'route', 'status']);
  readonly #requestSeconds = this.#histogram('graft_http_request_seconds', 'From a request to its answer.', ['route'], secondsBuckets);
  readonly #images = this.#counter('graft_images_total', 'Pictures and sounds, by what became of them: ok, or the code of an error.', [
    'model',
    'outcome',
  ]);
  readonly #shed = this.#counter('graft_shed_total', 'Requests refused because a limit was reached.', ['limit']);
  readonly #decodeSeconds = this.#histogram('graft_decode_seconds', 'To decode a picture or sound.', ['model'], secondsBuckets);
  readonly #networkSeconds = this.#histogram('graft_network_seconds', 'To compute a batch.', ['model'], secondsBuckets);
  readonly #batchImages = this.#histogram('graft_batch_images', 'Pictures in a batch.', ['model'], [1, 2, 3, 4, 6, 8, 12, 16, 32]);
  readonly #loads = this.#counter('graft_model_loads_total', 'Models loaded or loaded again, by how that went.', ['model', 'outcome']);
  readonly #ends = this.#counter('graft_model_process_ends_total', "Times that a model's process ended by itself.", ['model']);
  readonly #decoderEnds = this.#counter(
    'graft_decoder_process_ends_total',
    'Times that a process that decodes sounds ended by itself.',
    [],
  );

  constructor(sources: MetricsSources) {
    this.#gauge('graft_in_flight_requests', 'Requests in work.', [], (gauge) => gauge.set(sources.requests()));
    this.#gauge('graft_queue_images', 'Pictures that wait or are in work.', [], (gauge) => gauge.set(sources.images()));
    this.#gauge('graft_network_queue_images', 'Decoded pictures, and windows of sounds, that wait for the network.', ['model'], (gauge) => {
      gauge.reset();
      for (const { name, waiting } of sources.models()) gauge.set({ model: name }, waiting);
    });
    this.#gauge('graft_model_info', 'The models served; always 1.', ['model', 'version', 'backbone', 'precision'], (gauge) => {
      gauge.reset();
      for (const { name, version, manifest } of sources.models())
        gauge.set({ model: name, version, backbone: manifest.backbone.name, precision: manifest.backbone.precision }, 1);
    });
  }

  /** The media type of {@link text}. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All numbers in Prometheus's text format. */
  async text(): Promise<string> {
    return (await Promise.all([this.#registry.metrics(), processNumbers().metrics()])).join('\n');
  }

  answered(method: string, route: string, status: number, seconds: number): void {
    this.#requests.inc({ method, route, status });
    this.#requestSeconds.observe({ route }, seconds);
  }

  /** A request that reached no route. */
  broken(status: number): void {
    this.#requests.inc({ method: 'none', route: 'none', status });
  }

  picture(model: string, outcome: string): void {
    this.#images.inc({ model, outcome });
  }

  shed(limit: string): void {
    this.#shed.inc({ limit });
  }

  loaded(model: string, outcome: 'ok' | 'failed'): void {
    this.#loads.inc({ model, outcome });
  }

  decoded(model: string, seconds: number): void {
    this.#decodeSeconds.observe({ model }, seconds);
  }

  ran(model: string, seconds: number, images: number): void {
    this.#networkSeconds.observe({ model }, seconds);
    this.#batchImages.observe({ model }, images);
  }

  ended(model: string): void {
    this.#ends.inc({ model });
  }

  decoderEnded(): void {
    this.#decoderEnds.inc();
  }

  /** Stops collecting. */
  close(): void {
    this.#registry.clear();
  }

  #counter(name: string, help: string, labelNames: readonly string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.#registry] });
  }

  #histogram(name: string, help: string, labelNames: readonly string[], buckets: number[]): Histogram {
    return new Histogram({ name, help, labelNames, buckets, registers: [this.#registry] });
  }

  #gauge(name: string, help: string, labelNames: readonly string[], collect: (gauge: Gauge) => void): Gauge {
    return new Gauge({
      ...{ name, help, labelNames, registers: [this.#registry] },
      collect() {
        collect(this);
      },
    });
  }
}
