import type { Quantization, QuantizeBackboneOptions } from 'graft-ml';
import type { DatasetArguments } from './dataset-options.ts';
import { drawTable } from './draw-table.ts';
import { printable } from './fit-text.ts';
import { follow } from './follow.ts';
import { listSkipped } from './list-skipped.ts';
import { type PixelRangeArguments, pixelRangeFrom } from './pixel-range.ts';
import { interval } from './print-training.ts';
import { runVerb } from './run-verb.ts';
import type { Channel } from './terminal.ts';
import { bytes, count, counted, percent } from './write-quantity.ts';

/** The options of `graft quantize`, as the command line gives them. */
export interface QuantizeArguments
  extends Pick<QuantizeBackboneOptions, 'method' | 'calibrate' | 'measure' | 'floatFirst' | 'floatLast' | 'fit' | 'imageSize'>,
    PixelRangeArguments,
    DatasetArguments {
  readonly out: string;
  readonly cut?: 'auto' | readonly (string | number)[] | undefined;
  readonly sevenBitWeights?: boolean | undefined;
  readonly force?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** `graft quantize <network> <photos> -o <file>`: makes an 8-bit backbone of a float one. */
export function quantizeVerb(
  network: string,
  photos: string,
  {
    out,
    method,
    calibrate,
    measure,
    cut,
    floatFirst,
    floatLast,
    sevenBitWeights,
    fit,
    imageSize,
    force,
    json,
    range,
    mean,
    std,
    ...opening
  }: QuantizeArguments,
): Promise<void> {
  return runVerb({ json }, async ({ terminal, progress, signal }) => {
    const { expectNewFile, invalidArgument, openPhotosEvents, quantizeBackboneEvents, writeNewFile } = await import('graft-ml');
    if (cut === 'auto') throw invalidArgument('--cut', 'layers: nothing is trained here that could choose them', cut);
    if (!/\.onnx$/i.test(out)) throw invalidArgument('--out', 'a file that ends in .onnx', out);
    await expectNewFile(out, { replace: force });
    const data = await follow(openPhotosEvents([photos], { ...opening, signal }), progress);
    const steps = quantizeBackboneEvents({
      ...{ backbone: network, data, method, calibrate, measure, cut, floatFirst, floatLast, fit, imageSize, signal },
      range: pixelRangeFrom({ range, mean, std }),
      weightBits: sevenBitWeights === true ? 7 : 8,
    });
    const quantization = await follow(steps, progress);
    await writeNewFile(out, quantization.network, { replace: force, signal });
    listSkipped(quantization.skipped, terminal.err);
    if (json) terminal.out.line(JSON.stringify(quantizationAsJson(quantization, out)));
    else printQuantization(quantization, out, terminal.out);
  });
}

function printQuantization(quantization: Quantization, out: string, channel: Channel): void {
  const { backbone, method, reason, table, layers, photos, cuts, fastIntegers } = quantization;
  const { line, paint, columns } = channel;
  line();
  line(
    `  ${paint.bold('Network')}     ${backbone.name}  ${paint.dim(`${count(layers.quantized)} of ${counted(layers.total, 'layer')} with weights in 8 bits`)}`,
  );
  line(
    `  ${paint.bold('Photos')}      ${count(photos.calibrated)} to calibrate, ${count(photos.measured)} to compare  ${paint.dim(`features of ${cuts.map(({ name }) => name).join(', ')}`)}`,
  );
  line();
  const withHead = table.some(({ head }) => head !== undefined);
  const withInterval = withHead && columns >= 90;
  const layout = [
    {},
    { title: 'images/s', align: 'right' },
    { title: 'x float', align: 'right' },
    { title: 'cosine', align: 'right' },
    { title: 'least', align: 'right' },
    ...(withHead ? ([{ title: 'head', align: 'right' }] as const) : []),
    ...(withInterval ? [{ title: '95 % interval' }] : []),
    { title: 'file', align: 'right' },
  ] as const;
  const rows = table.map(({ name, imagesPerSecond, speedup, cosine, head, bytes: size }) => [
    `${name === 'float' ? 'float32' : name}${name === method ? ' *' : ''}`,
    imagesPerSecond.toFixed(1),
    speedup.toFixed(2),
    cosine.mean.toFixed(4),
    cosine.least.toFixed(4),
    ...(withHead ? [head === undefined ? '–' : percent(head.accuracy)] : []),
    ...(withInterval ? [head === undefined ? '' : interval(head.interval)] : []),
    bytes(size),
  ]);
  const kept = table.findIndex(({ name }) => name === method);
  const mark = (cell: string, row: number): string => (row === kept ? paint.cyan(cell) : cell);
  for (const row of drawTable(layout, rows, { columns, titlePaint: paint.dim, paint: mark })) line(row);
  line();
  line(`  ${paint.bold('Kept')}        ${method}: ${reason}`);
  line(`  ${paint.bold('File')}        ${printable(out)}`);
  line();
  if (fastIntegers === false) {
    line(paint.dim('  This processor has no fast 8-bit products (VNNI); the rates are of here.'));
    line(paint.dim('  Without --precision, Graft times both kinds of numbers on a machine and takes'));
    line(paint.dim('  the faster for every 8-bit backbone, this one, too.'));
  }
  line(paint.dim(`  Train on it: graft train <photos> --backbone ${printable(out)}`));
}

function quantizationAsJson({ network, backbone, ...rest }: Quantization, out: string): object {
  return {
    ...{ file: out, bytes: network.length, backbone: backbone.name, ...rest },
    skipped: rest.skipped.map(({ path, reason }) => ({ file: path, reason })),
  };
}
