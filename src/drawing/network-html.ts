import { type Html, html, scriptJson, trusted } from '../report/escape-html.ts';
import { counted } from '../report/write-numbers.ts';
import { drawNetwork } from './draw-network.ts';
import { bestCost, hottest } from './heat.ts';
import type { InspectedNetwork } from './inspected-network.ts';
import { drawingStyle, drawingStyleHash, pageScript, pageScriptHash, pageStyle, pageStyleHash } from './page-assets.ts';
import { sumOf, writeLayerCount, writeMagnitude, writeMilliseconds, writeName, writeShape } from './write-layer.ts';

/** It can load nothing and send nothing, whatever a layer of a stranger's network is called. */
const policy = [
  "default-src 'none'",
  `script-src '${pageScriptHash}'`,
  `style-src '${pageStyleHash}' '${drawingStyleHash}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** With more layers than this, blocks are folded at first. */
const manyLayers = 400;

/** A network as one page that needs nothing else: the drawing to move about in, and a table that says the same. */
export function networkHtml(network: InspectedNetwork): string {
  const { name, title, layers, blocks, time } = network;
  const folded = new Set(layers.length > manyLayers ? blocks.keys() : []);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${name}: its layers</title>
<style>${trusted(pageStyle)}</style>
<style>${trusted(drawingStyle)}</style>
</head>
<body>
<a class="skip" href="#layers">Skip to the table of layers</a>
<header>
<p class="kind">${network.kind === 'model' ? 'A trained model' : 'A pretrained network'}</p>
<h1>${name}</h1>
${title === name ? '' : html`<p class="quiet">${title}</p>`}
${facts(network)}
</header>
<main>
<h2 class="unseen">Drawing</h2>
<div class="tools" id="tools" hidden>
<label>Find <input type="search" id="search" placeholder="a layer or an operator" autocomplete="off"></label>
<output id="found" for="search"></output>
<label>Colour by <select id="colour">${costs(network)}</select></label>
<span class="buttons" role="group" aria-label="Blocks"><button type="button" id="fold">Fold all</button><button type="button" id="unfold">Open all</button></span>
<span class="buttons" role="group" aria-label="Size"><button type="button" id="smaller" aria-label="Smaller">−</button><button type="button" id="fit">Fit</button><button type="button" id="larger" aria-label="Larger">+</button></span>
</div>
${legend(network)}
<div class="stage">
<div class="view" id="view" tabindex="0" role="region" aria-label="The network's drawing">${drawNetwork(network, { folded })}</div>
<aside id="chosen" aria-live="polite" aria-label="The layer chosen" hidden></aside>
</div>
<h2 id="layers" tabindex="-1">All layers</h2>
${layerTable(network)}
</main>
<footer><p>This page is one file; it asks nothing of any network.${time === undefined ? '' : ` Times are the mean of the ${time.runs} fastest of twice as many runs for one picture, on the machine that made it.`}</p></footer>
<script type="application/json" id="network">${scriptJson(network)}</script>
<script>${trusted(pageScript)}</script>
</body>
</html>
`;
  return page.markup;
}

function facts({ layers, input, precision, licence, classes, time }: InspectedNetwork): Html {
  const { parameters, multiplyAdds } = sumOf(layers);
  const trained = layers.filter(({ state }) => state !== undefined && state !== 'frozen');
  const list: (readonly [name: string, value: string, note?: string])[] = [
    ['Reads', `${input.width} × ${input.height}`, 'pixels'],
    ['Layers', String(layers.length), precision],
    [
      'Parameters',
      writeMagnitude(parameters),
      trained.length === 0 ? undefined : `${writeMagnitude(sumOf(trained).parameters)} of them trained`,
    ],
    ['Multiply-adds', writeMagnitude(multiplyAdds), 'a picture'],
    ...(time === undefined
      ? []
      : [['A picture takes', writeMilliseconds(time.milliseconds), `${writeMilliseconds(time.other)} of it between layers`] as const]),
    [classes === 0 ? 'Licence' : 'Names', ...(classes === 0 ? [licence] : [counted(classes, 'class', 'classes'), `licence ${licence}`])],
  ].map(([what, value, note]) => (note === undefined ? [what ?? '', value ?? ''] : [what ?? '', value ?? '', note]));
  return html`<dl class="figures">${list.map(([what, value, note]) => html`<div><dt>${what}</dt><dd>${value}${note === undefined ? '' : html` <small>${note}</small>`}</dd></div>`)}</dl>`;
}

function costs(network: InspectedNetwork): Html[] {
  const names = { milliseconds: 'milliseconds', multiplyAdds: 'multiply-adds', parameters: 'parameters' } as const;
  const best = bestCost(network);
  return Object.entries(names)
    .filter(([cost]) => cost !== 'milliseconds' || network.time !== undefined)
    .map(([cost, text]) => html`<option value="${cost}"${trusted(cost === best ? ' selected' : '')}>${text}</option>`);
}

function legend({ layers, cuts, kind }: InspectedNetwork): Html {
  const states = new Set(layers.flatMap(({ state }) => state ?? []));
  return html`<ul class="legend"><li>cheap <span class="scale" aria-hidden="true">${Array.from({ length: hottest + 1 }, (_, step) => html`<i class="h${step}"></i>`)}</span> dear</li>
${[...states].map((state) => html`<li><i class="mark ${state}" aria-hidden="true"></i> ${state}</li>`)}
${Object.keys(cuts).length === 0 ? '' : html`<li><span class="pill">cut</span> where it can be cut; ★ ${kind === 'model' ? 'what its head reads' : 'what a head reads unless told otherwise'}</li>`}</ul>`;
}

function layerTable({ layers, blocks, time }: InspectedNetwork): Html {
  const states = layers.some(({ state }) => state !== undefined);
  const head = [
    '#',
    'Layer',
    'Operator',
    'Height × width × channels',
    'Parameters',
    'Multiply-adds',
    ...(time === undefined ? [] : ['Milliseconds']),
    ...(states ? ['Weights'] : []),
    'Cut',
  ];
  const rows = blocks.flatMap((block, which) => [
    html`<tr class="group"><th colspan="${head.length}" scope="rowgroup" id="b${which}">${block.name} <small>${writeLayerCount(block.to - block.from)}</small></th></tr>`,
    ...layers.slice(block.from, block.to).map((layer, at) => {
      const cut = at === block.to - block.from - 1 && block.cut !== undefined ? `${block.cut}${block.read ? ' ★' : ''}` : '';
      return html`<tr id="l${block.from + at}"><td>${block.from + at}</td><th scope="row" title="${layer.name}">${writeName(layer)}</th><td>${layer.operator}</td><td>${writeShape(layer)}</td><td>${layer.parameters === 0 ? '' : writeMagnitude(layer.parameters)}</td><td>${layer.multiplyAdds === 0 ? '' : writeMagnitude(layer.multiplyAdds)}</td>${time === undefined ? '' : html`<td>${(layer.milliseconds ?? 0).toFixed(2)}</td>`}${states ? html`<td>${layer.state ?? ''}</td>` : ''}<td>${cut}</td></tr>\n`;
    }),
  ]);
  return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="layers"><table>
<caption class="unseen">The layers, in the order they run, by block</caption>
<thead><tr>${head.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>
${rows}${time === undefined ? '' : html`<tr><td></td><th scope="row">other: between layers</th><td></td><td></td><td></td><td></td><td>${time.other.toFixed(2)}</td>${states ? html`<td></td>` : ''}<td></td></tr>`}
</tbody>
</table></div>`;
}
