import type { Backbone, Layer } from 'graft-ml';
import { describeProgress } from './describe-progress.ts';
import { drawBar } from './draw-bar.ts';
import { type Column, drawTable } from './draw-table.ts';
import { groupLayers, shortLayerName } from './group-layers.ts';
import { runVerb } from './run-verb.ts';
import type { Channel } from './terminal.ts';
import { count, counted, magnitude } from './write-quantity.ts';

/** The options of `graft inspect`. */
export interface InspectArguments {
  /** Every layer, rather than a row a block. */
  readonly all?: boolean | undefined;
  readonly precision?: 'auto' | 'int8' | 'float32' | undefined;
  readonly json?: boolean | undefined;
}

/** `graft inspect <backbone>`: a network's layers, what they cost, and where it can be cut. */
export function inspectVerb(name: string, { all = false, precision, json = false }: InspectArguments): Promise<void> {
  return runVerb({ json }, async ({ terminal, progress, signal }) => {
    const { loadBackbone } = await import('graft-ml');
    await using backbone = await loadBackbone(name, { precision, signal, onProgress: progress.following(describeProgress) });
    progress.clear();
    if (json) terminal.out.line(JSON.stringify(backboneAsJson(backbone)));
    else printBackbone(backbone, all, terminal.out);
  });
}

function printBackbone(backbone: Backbone, all: boolean, out: Channel): void {
  const { line, paint } = out;
  const { title, input, cuts, defaultCut, labels, licence } = backbone.description;
  const { layers } = backbone;
  line(`  ${paint.bold(backbone.name)}  ${title === backbone.name ? '' : title}`.trimEnd());
  line(
    paint.dim(
      `  reads ${input.width} x ${input.height} pixels, names ${counted(labels.length, 'class', 'classes')}, runs in ${backbone.precision}, licence ${licence}`,
    ),
  );
  line();
  for (const row of all ? drawLayers(layers, cuts, out) : drawGroups(layers, cuts, defaultCut, out)) line(row);
  line();
  line(
    `  ${paint.bold('In all')}    ${counted(layers.length, 'layer')}, ${magnitude(sum(layers, 'parameters'))} parameters, ${magnitude(sum(layers, 'multiplyAdds'))} multiply-adds a photo`,
  );
  if (!all)
    line(
      paint.dim(
        `  * what a head reads unless --cut says otherwise: graft train photos --cut ${Object.keys(cuts).at(-1) ?? '-2'}; --all lists each layer`,
      ),
    );
}

function drawGroups(
  layers: readonly Layer[],
  cuts: Readonly<Record<string, string>>,
  defaultCut: readonly string[],
  out: Channel,
): string[] {
  const groups = groupLayers(layers, cuts);
  const most = Math.max(1, ...groups.map((group) => sum(group.layers, 'multiplyAdds')));
  const barWidth = out.columns >= 92 ? 16 : 0;
  const rows = groups.map(({ name, layers: own, cut }) => [
    cut === undefined ? '' : `${cut}${defaultCut.includes(cut) ? ' *' : ''}`,
    name,
    count(own.length),
    shapeOf(own.at(-1)),
    magnitude(sum(own, 'parameters')),
    magnitude(sum(own, 'multiplyAdds')),
    drawBar(sum(own, 'multiplyAdds') / most, barWidth),
  ]);
  const layout: Column[] = [
    { title: 'cut' },
    { title: 'block', shrink: 'end' },
    { title: 'layers', align: 'right' },
    { title: 'h x w x c', align: 'right' },
    { title: 'parameters', align: 'right' },
    { title: 'multiply-adds', align: 'right' },
    ...(barWidth > 0 ? [{}] : []),
  ];
  return drawTable(layout, rows, {
    ...out,
    titlePaint: out.paint.dim,
    paint: (cell, _, column) => (column === 0 || column === 6 ? out.paint.cyan(cell) : cell),
  });
}

function drawLayers(layers: readonly Layer[], cuts: Readonly<Record<string, string>>, out: Channel): string[] {
  const cutAt = new Map(
    Object.entries(cuts)
      .toReversed()
      .map(([cut, layer]) => [layer, cut]),
  );
  const rows = layers.map((layer, at) => [
    String(at),
    shortLayerName(layer.name),
    layer.operator,
    shapeOf(layer),
    layer.parameters === 0 ? '' : count(layer.parameters),
    layer.multiplyAdds === 0 ? '' : magnitude(layer.multiplyAdds),
    cutAt.get(layer.name) ?? '',
  ]);
  const layout: Column[] = [
    { title: '#', align: 'right' },
    { title: 'layer', shrink: 'start' },
    { title: 'operator' },
    { title: 'h x w x c', align: 'right' },
    { title: 'parameters', align: 'right' },
    { title: 'mult-adds', align: 'right' },
    { title: 'cut' },
  ];
  return drawTable(layout, rows, {
    ...out,
    titlePaint: out.paint.dim,
    paint: (cell, _, column) => (column === 6 ? out.paint.cyan(cell) : column === 0 ? out.paint.dim(cell) : cell),
  });
}

/** A layer's activation as people write it: `35 x 35 x 288`, or `1000` for a plain vector. */
function shapeOf(layer: Layer | undefined): string {
  const [channels = 0, height, width] = layer?.shape ?? [];
  return height === undefined || width === undefined ? String(channels) : `${height} x ${width} x ${channels}`;
}

function sum(layers: readonly Layer[], what: 'parameters' | 'multiplyAdds'): number {
  return layers.reduce((total, layer) => total + layer[what], 0);
}

function backboneAsJson({ description, precision, layers }: Backbone): object {
  const { labels: _labels, ...rest } = description;
  return {
    ...rest,
    precision,
    parameters: sum(layers, 'parameters'),
    multiplyAdds: sum(layers, 'multiplyAdds'),
    layers: layers.map(({ name, operator, inputs, shape, parameters, multiplyAdds }) => ({
      name,
      operator,
      inputs,
      shape,
      parameters,
      multiplyAdds,
    })),
  };
}
