import { type Html, html } from '../report/escape-html.ts';
import { bestCost, type Cost, costOf, heatOf } from './heat.ts';
import type { InspectedBlock, InspectedLayer, InspectedNetwork } from './inspected-network.ts';
import { layOutNetwork, type PlacedBlock, type PlacedBox, type PlacedEdge } from './lay-out-network.ts';
import {
  shortenMiddle,
  sumOf,
  writeLayerCount,
  writeMagnitude,
  writeMilliseconds,
  writeName,
  writeParameters,
  writeShape,
  writeStates,
} from './write-layer.ts';

/** How a network is drawn. */
export interface DrawNetworkOptions {
  /** The places of blocks to draw as one box. @default none */
  readonly folded?: ReadonlySet<number> | undefined;
  /** @default milliseconds where they were measured, else multiply-adds */
  readonly colourBy?: Cost | undefined;
}

/** So many letters fit into a box, at the sizes of the style sheet. */
const letters = { name: 23, second: 38, folded: 32, frame: 38 } as const;

/**
 * Draws a network: a box a layer from top to bottom, a frame a block, the hotter the dearer, what passes between them.
 *
 * Colours and fonts are those of the style sheet that the drawing is put beside; nothing in it is a style of its own.
 */
export function drawNetwork(
  network: InspectedNetwork,
  { folded = new Set(), colourBy = bestCost(network) }: DrawNetworkOptions = {},
): Html {
  const layout = layOutNetwork(network, folded);
  const { layers, blocks } = network;
  const greatest = Math.max(0, ...layers.map((layer) => costOf(layer, colourBy)));
  const greatestBlock = Math.max(0, ...blocks.map(({ from, to }) => sumOf(layers.slice(from, to))[colourBy]));
  const heats: Heats = {
    layer: (layer) => `h${heatOf(costOf(layer, colourBy), greatest)}`,
    block: (own) => `h${heatOf(sumOf(own)[colourBy], greatestBlock)}`,
  };
  const [width, height] = [Math.ceil(layout.width), Math.ceil(layout.height)];
  return html`<svg xmlns="http://www.w3.org/2000/svg" class="network" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="group" aria-label="The layers of ${network.name}, from top to bottom">
${layout.blocks.map((placed) => (placed.folded ? '' : drawFrame(placed, blocks[placed.block], layers)))}
<g class="edges">${layout.edges.map((edge) => html`<path d="${pathOf(edge)}" data-from="${edge.from}" data-to="${edge.to}"/>`)}</g>
${layout.blocks.map((placed) => (placed.folded ? '' : drawHead(placed, blocks[placed.block], layers)))}
${layout.boxes.map((box) => drawBox(box, network, heats))}
${layout.blocks.map((placed) => drawCut(placed, blocks[placed.block]))}
</svg>`;
}

function drawFrame({ x, y, width, height }: PlacedBlock, block: InspectedBlock | undefined, layers: readonly InspectedLayer[]): Html {
  const state = block === undefined ? '' : stateClass(layers.slice(block.from, block.to));
  return html`<rect class="frame ${state}" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="10"/>
`;
}

/** A frame's name and sums, over the edges that come in from above; a button that folds the block. */
function drawHead({ x, y, width, block: at }: PlacedBlock, block: InspectedBlock | undefined, layers: readonly InspectedLayer[]): Html {
  if (block === undefined) return html``;
  const own = layers.slice(block.from, block.to);
  return html`<g class="head toggle" role="button" tabindex="0" aria-expanded="true" data-block="${at}">
<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="40" rx="10"/>
<text class="name" x="${round(x + 12)}" y="${round(y + 18)}">▾ ${shortenMiddle(block.name, letters.frame)}</text>
<text class="small" x="${round(x + 12)}" y="${round(y + 34)}">${writeSums(own, writeStates(own))}</text></g>
`;
}

/** The classes of colour: a layer's beside the dearest layer, a folded block's beside the dearest block. */
interface Heats {
  readonly layer: (layer: InspectedLayer) => string;
  readonly block: (layers: readonly InspectedLayer[]) => string;
}

function drawBox(box: PlacedBox, network: InspectedNetwork, heats: Heats): Html {
  const { x, y, width, height, shows } = box;
  const rectangle = html`<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="6"/>`;
  if (shows === 'input') {
    const { input } = network;
    return html`<g class="input">${rectangle}<text class="middle" x="${round(x + width / 2)}" y="${round(y + 20)}">pixels ${input.height} × ${input.width} × 3</text></g>
`;
  }
  if ('folded' in shows) {
    const block = network.blocks[shows.folded];
    if (block === undefined) return html``;
    const own = network.layers.slice(block.from, block.to);
    const states = writeStates(own);
    return html`<g class="folded toggle ${heats.block(own)} ${stateClass(own)}" role="button" tabindex="0" aria-expanded="false" data-block="${shows.folded}" data-key="block ${shows.folded}">${rectangle}${strip(box)}
<text class="name" x="${round(x + 14)}" y="${round(y + 20)}">▸ ${shortenMiddle(block.name, letters.folded)}</text>
<text class="small" x="${round(x + 14)}" y="${round(y + 37)}">${writeLayerCount(own.length)} · ${writeShape(own.at(-1))}${states === '' ? '' : ` · ${states}`}</text>
<text class="small" x="${round(x + 14)}" y="${round(y + 53)}">${writeSums(own)}</text></g>
`;
  }
  const layer = network.layers[shows.layer];
  if (layer === undefined) return html``;
  const block = network.blocks.find(({ from, to }) => shows.layer >= from && shows.layer < to);
  const { milliseconds } = layer;
  const weights = [
    ...(layer.parameters > 0 ? [writeParameters(layer.parameters)] : []),
    ...(layer.multiplyAdds > 0 ? [`${writeMagnitude(layer.multiplyAdds)} MACs`] : []),
  ];
  return html`<g class="layer ${heats.layer(layer)} ${layer.state ?? ''}" data-layer="${shows.layer}" data-key="layer ${shows.layer}"><title>${layer.name}</title>${rectangle}${strip(box)}
<text class="name" x="${round(x + 12)}" y="${round(y + 17)}">${shortenMiddle(writeName(layer, block), letters.name)}</text>
${milliseconds === undefined ? '' : html`<text class="end" x="${round(x + width - 8)}" y="${round(y + 17)}">${writeMilliseconds(milliseconds)}</text>`}
<text class="small" x="${round(x + 12)}" y="${round(y + 34)}">${shortenMiddle(`${layer.operator} · ${writeShape(layer)}`, letters.second)}</text>
${weights.length === 0 ? '' : html`<text class="small" x="${round(x + 12)}" y="${round(y + 50)}">${weights.join(' · ')}</text>`}</g>
`;
}

/** Where the network can be cut: below the block that ends there. */
function drawCut({ x, y, width, height }: PlacedBlock, block: InspectedBlock | undefined): Html {
  if (block?.cut === undefined) return html``;
  const bottom = y + height + 13;
  const text = `cut ${block.cut}${block.read ? ' ★' : ''}`;
  const half = 4 * text.length + 8;
  return html`<g class="cut${block.read ? ' read' : ''}"><path d="M${round(x)} ${round(bottom)}H${round(x + width)}"/><rect x="${round(x + 16)}" y="${round(bottom - 10)}" width="${2 * half}" height="20" rx="10"/><text class="middle" x="${round(x + 16 + half)}" y="${round(bottom + 4)}">${text}</text><title>${block.read ? 'A head reads the network here' : 'The network can be cut here'}: --cut ${block.cut}</title></g>
`;
}

/** At a box's left: whether it was trained. The style sheet colours it. */
function strip({ x, y, height }: PlacedBox): Html {
  return html`<path class="strip" d="M${round(x + 3)} ${round(y + 6)}V${round(y + height - 6)}"/>`;
}

function writeSums(layers: readonly InspectedLayer[], states = ''): string {
  const { parameters, multiplyAdds, milliseconds } = sumOf(layers);
  const measured = layers.some((layer) => layer.milliseconds !== undefined);
  return [
    writeParameters(parameters),
    `${writeMagnitude(multiplyAdds)} MACs`,
    ...(measured ? [writeMilliseconds(milliseconds)] : []),
    ...(states === '' ? [] : [states]),
  ].join(' · ');
}

function stateClass(layers: readonly InspectedLayer[]): string {
  return layers.findLast(({ state }) => state !== undefined)?.state ?? '';
}

/** Curves down from row to row; a lane's corners are rounded. */
function pathOf({ points, lane }: PlacedEdge): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  if (lane) return `M${points.map(([x, y]) => `${round(x)} ${round(y)}`).join('L')}`;
  let path = `M${round(first[0])} ${round(first[1])}`;
  let [x, y] = first;
  for (const [nextX, nextY] of rest) {
    const half = (y + nextY) / 2;
    path += nextX === x ? `V${round(nextY)}` : `C${round(x)} ${round(half)} ${round(nextX)} ${round(half)} ${round(nextX)} ${round(nextY)}`;
    [x, y] = [nextX, nextY];
  }
  return path;
}

/** A tenth of a pixel is enough. */
function round(value: number): number {
  return Number(value.toFixed(1));
}
