import type { InspectedLayer, InspectedNetwork } from 'graft-ml';
import { drawBar } from './draw-bar.ts';
import { type Column, drawTable } from './draw-table.ts';
import type { Channel } from './terminal.ts';
import { count, counted, magnitude } from './write-quantity.ts';

/** Prints a network: a row a block, or a row a layer. */
export function printNetwork(network: InspectedNetwork, all: boolean, out: Channel): void {
  const { line, paint } = out;
  const { name, title, kind, input, precision, licence, classes, layers, time } = network;
  line(`  ${paint.bold(name)}  ${title === name ? '' : title}`.trimEnd());
  line(
    paint.dim(
      `  reads ${input.width} x ${input.height} pixels, ${classes === 0 ? '' : `names ${counted(classes, 'class', 'classes')}, `}runs in ${precision}, licence ${licence}`,
    ),
  );
  for (const words of network.found ?? []) line(paint.dim(`  ${words}`));
  line();
  for (const row of all ? drawLayers(network, out) : drawBlocks(network, out)) line(row);
  line();
  line(
    `  ${paint.bold('In all')}    ${counted(layers.length, 'layer')}, ${magnitude(sum(layers, 'parameters'))} parameters, ${magnitude(sum(layers, 'multiplyAdds'))} multiply-adds${time === undefined ? '' : `, ${milliseconds(time.milliseconds)} ms`} a photo`,
  );
  if (time !== undefined)
    line(
      paint.dim(
        `  ${milliseconds(time.other)} ms of it in no layer: between them; the mean of the ${time.runs} fastest runs on this machine`,
      ),
    );
  if (all) return;
  const star = kind === 'model' ? '* what the head reads' : '* what a head reads unless --cut says otherwise';
  const example =
    kind === 'model' ? '' : `: graft train photos --cut ${network.blocks.findLast(({ cut }) => cut !== undefined)?.cut ?? '-2'}`;
  line(paint.dim(`  ${star}${example}; --layers lists each layer, --html draws them`));
}

function drawBlocks({ blocks, layers, time }: InspectedNetwork, out: Channel): string[] {
  const cost = time === undefined ? 'multiplyAdds' : 'milliseconds';
  const own = blocks.map(({ from, to }) => layers.slice(from, to));
  const most = Math.max(...own.map((each) => sum(each, cost)), Number.MIN_VALUE);
  const states = layers.some(({ state }) => state !== undefined);
  const barWidth = out.columns >= 100 ? 12 : 0;
  const columns: (Column & { readonly cell: (block: number) => string; readonly cyan?: boolean })[] = [
    { title: 'cut', cell: (at) => cutOf(blocks[at]), cyan: true },
    { title: 'block', shrink: 'end', cell: (at) => blocks[at]?.name ?? '' },
    { title: 'layers', align: 'right', cell: (at) => count(own[at]?.length ?? 0) },
    { title: 'h x w x c', align: 'right', cell: (at) => shapeOf(own[at]?.at(-1)) },
    { title: 'parameters', align: 'right', cell: (at) => magnitude(sum(own[at] ?? [], 'parameters')) },
    { title: 'mult-adds', align: 'right', cell: (at) => magnitude(sum(own[at] ?? [], 'multiplyAdds')) },
    ...(time === undefined ? [] : [{ title: 'ms', align: 'right' as const, cell: (at: number) => milliseconds(sum(own[at] ?? [], cost)) }]),
    ...(states ? [{ title: 'weights', cell: (at: number) => [...new Set(own[at]?.flatMap(({ state }) => state ?? []))].join(', ') }] : []),
    ...(barWidth > 0 ? [{ cell: (at: number) => drawBar(sum(own[at] ?? [], cost) / most, barWidth), cyan: true }] : []),
  ];
  const rows = blocks.map((_, block) => columns.map(({ cell }) => cell(block)));
  return drawTable(columns, rows, {
    ...out,
    titlePaint: out.paint.dim,
    paint: (cell, _, column) => (columns[column]?.cyan ? out.paint.cyan(cell) : cell),
  });
}

function drawLayers({ layers, blocks, time }: InspectedNetwork, out: Channel): string[] {
  const states = layers.some(({ state }) => state !== undefined);
  const columns: (Column & { readonly cell: (layer: InspectedLayer, at: number) => string })[] = [
    { title: '#', align: 'right', cell: (_, at) => String(at) },
    { title: 'layer', shrink: 'start', cell: ({ name }) => shortName(name) },
    { title: 'operator', cell: ({ operator }) => operator },
    { title: 'h x w x c', align: 'right', cell: (layer) => shapeOf(layer) },
    { title: 'parameters', align: 'right', cell: ({ parameters }) => (parameters === 0 ? '' : count(parameters)) },
    { title: 'mult-adds', align: 'right', cell: ({ multiplyAdds }) => (multiplyAdds === 0 ? '' : magnitude(multiplyAdds)) },
    ...(time === undefined
      ? []
      : [{ title: 'ms', align: 'right' as const, cell: (layer: InspectedLayer) => milliseconds(layer.milliseconds ?? 0) }]),
    ...(states ? [{ title: 'weights', cell: ({ state }: InspectedLayer) => state ?? '' }] : []),
    { title: 'cut', cell: (_, at) => cutOf(blocks.find(({ to }) => to === at + 1)) },
  ];
  const rows = layers.map((layer, at) => columns.map(({ cell }) => cell(layer, at)));
  return drawTable(columns, rows, {
    ...out,
    titlePaint: out.paint.dim,
    paint: (cell, _, column) => (column === columns.length - 1 ? out.paint.cyan(cell) : column === 0 ? out.paint.dim(cell) : cell),
  });
}

function cutOf(block: InspectedNetwork['blocks'][number] | undefined): string {
  return block?.cut === undefined ? '' : `${block.cut}${block.read ? ' *' : ''}`;
}

/** A layer's activation as people write it: `35 x 35 x 288`, `197 x 384` for tokens, `1000` for a plain vector. */
function shapeOf(layer: InspectedLayer | undefined): string {
  const { shape = [] } = layer ?? {};
  const [channels = 1, ...sizes] = shape;
  return (sizes.length === 2 ? [...sizes, channels] : shape.length === 0 ? [1] : shape).join(' x ');
}

/** A layer's name without what all names begin with, and of a name fused from several, the first. */
function shortName(name: string): string {
  const [first = name] = name.split(';');
  const parts = first.split('/');
  const rest = parts.filter((part) => part !== parts[0]);
  return rest.length === 0 ? first : rest.join('/');
}

function milliseconds(value: number): string {
  return value.toFixed(value >= 9.95 ? 1 : 2);
}

function sum(layers: readonly InspectedLayer[], what: 'parameters' | 'multiplyAdds' | 'milliseconds'): number {
  return layers.reduce((total, layer) => total + (layer[what] ?? 0), 0);
}
