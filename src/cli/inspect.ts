import type { InspectedLayer, InspectedNetwork } from 'graft-ml';
import { describeProgress, type WorkEvent } from './describe-progress.ts';
import { milestone } from './milestone.ts';
import { type PixelRangeArguments, pixelRangeFrom } from './pixel-range.ts';
import { printNetwork } from './print-network.ts';
import { runVerb } from './run-verb.ts';

/** The options of `graft inspect`. */
export interface InspectArguments extends PixelRangeArguments {
  /** Every layer, rather than a row a block. */
  readonly layers?: boolean | undefined;
  readonly time?: boolean | undefined;
  readonly precision?: 'auto' | 'int8' | 'float32' | undefined;
  readonly imageSize?: number | undefined;
  /** Where to draw the network: as a page, as a picture. */
  readonly html?: string | undefined;
  readonly svg?: string | undefined;
  readonly force?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** `graft inspect <network>`: a network's layers, what they cost, which are frozen and which trained, where it can be cut. */
export function inspectVerb(name: string, options: InspectArguments): Promise<void> {
  const { layers = false, time, precision, imageSize, html, svg, force, json = false } = options;
  const range = pixelRangeFrom(options);
  return runVerb({ json }, async ({ terminal, progress, signal }) => {
    const { expectNewFile, inspectNetwork, networkHtml, networkSvg, wordsOf, writeNewFile } = await import('graft-ml');
    const files = [
      ...(html === undefined ? [] : [{ file: html, draw: networkHtml }]),
      ...(svg === undefined ? [] : [{ file: svg, draw: networkSvg }]),
    ];
    for (const { file } of files) await expectNewFile(file, { replace: force });
    const network = await inspectNetwork(name, {
      ...{ time, precision, range, imageSize, signal },
      onProgress: progress.following((event: WorkEvent) => describeProgress(event, wordsOf())),
    });
    progress.clear();
    for (const { file, draw } of files) await writeNewFile(file, draw(network), { replace: force, signal });
    if (json) return terminal.out.line(JSON.stringify(networkAsJson(network)));
    printNetwork(network, layers, terminal.out);
    for (const { file } of files) terminal.out.line(milestone('Drawn', file, terminal.out));
  });
}

function networkAsJson(network: InspectedNetwork): object {
  const sum = (what: 'parameters' | 'multiplyAdds'): number =>
    network.layers.reduce((total: number, layer: InspectedLayer) => total + layer[what], 0);
  return { ...network, parameters: sum('parameters'), multiplyAdds: sum('multiplyAdds') };
}
