import { thousands } from '../report/write-numbers.ts';
import type { InspectedBlock, InspectedLayer } from './inspected-network.ts';

/** A layer's activation as people write it: `35 × 35 × 288`, `197 × 384` for tokens, `1000` for a plain vector. */
export function writeShape(layer: InspectedLayer | undefined): string {
  const { shape = [] } = layer ?? {};
  const [channels = 1, ...sizes] = shape;
  return (sizes.length === 2 ? [...sizes, channels] : shape.length === 0 ? [1] : shape).join(' × ');
}

/** A large number with three digits: `5.72 G`, `12.4 k`. */
export function writeMagnitude(value: number): string {
  const units = ['', 'k', 'M', 'G', 'T'];
  let [scaled, unit] = [value, 0];
  for (; scaled >= 999.5 && unit < units.length - 1; unit++) scaled /= 1000;
  return unit === 0 ? String(Math.round(value)) : `${scaled.toPrecision(3)} ${units[unit]}`;
}

/** A time in milliseconds: `12.4 ms`, `0.08 ms`. */
export function writeMilliseconds(value: number): string {
  return `${value >= 9.95 ? value.toFixed(1) : value.toFixed(2)} ms`;
}

/** What converters end a name with; the operator says it anyway. */
const saysNothing = /^(Relu6?|BiasAdd|AvgPool|MaxPool|Conv2D|MatMul|add_fold|.*_output_\d+)$/;

/** A layer's own name, without what all its neighbours' begin with; of a name fused from several, the first. */
export function writeName(layer: InspectedLayer, block?: Pick<InspectedBlock, 'name'>): string {
  const [first = layer.name] = layer.name.split(';');
  const parts = first.split('/');
  const rest = parts.filter((part) => part !== parts[0]);
  const scope = block?.name.split('/') ?? [];
  const own = scope.every((part, at) => rest[at] === part) && rest.length > scope.length ? rest.slice(scope.length) : rest;
  const last = own.at(-1);
  if (last === undefined) return first;
  if (!saysNothing.test(last)) return own.join('/');
  return own.slice(0, -1).join('/') || rest.slice(0, -1).join('/') || last;
}

/** `1 parameter`, `12.4 k parameters`. */
export function writeParameters(count: number): string {
  return `${writeMagnitude(count)} ${count === 1 ? 'parameter' : 'parameters'}`;
}

/** What layers cost together. */
export function sumOf(layers: readonly InspectedLayer[]): { parameters: number; multiplyAdds: number; milliseconds: number } {
  const sum = { parameters: 0, multiplyAdds: 0, milliseconds: 0 };
  for (const layer of layers) {
    sum.parameters += layer.parameters;
    sum.multiplyAdds += layer.multiplyAdds;
    sum.milliseconds += layer.milliseconds ?? 0;
  }
  return sum;
}

/** Text that fits: the middle gives way, since names differ at both ends. */
export function shortenMiddle(text: string, length: number): string {
  if (text.length <= length) return text;
  const start = Math.ceil((length - 1) / 2);
  return `${text.slice(0, start)}…${text.slice(text.length - (length - 1 - start))}`;
}

/** What trained and frozen layers there are: `frozen`, or `frozen and trained`. */
export function writeStates(layers: readonly InspectedLayer[]): string {
  return [...new Set(layers.flatMap(({ state }) => state ?? []))].join(' and ');
}

/** `1 layer`, `13 layers`. */
export function writeLayerCount(count: number): string {
  return `${thousands(count)} ${count === 1 ? 'layer' : 'layers'}`;
}
