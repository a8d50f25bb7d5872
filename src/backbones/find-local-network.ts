import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { GraftError } from '../errors.ts';
import { labelsOf, pictureProcessing } from '../formats/huggingface/picture-processing.ts';
import { readFailure } from '../storage/file-failure.ts';
import { fileBeside } from './files-beside.ts';
import type { FoundNetwork, NetworkFiles } from './found-network.ts';
import { formatOf, hashFiles, namedFiles } from './name-files.ts';
import { networkLimits } from './network-limits.ts';

/**
 * Finds a network of the user's own: a `.tflite` or `.onnx` file, a `model.json`, or a folder with one of these in it.
 *
 * What lies beside it is looked at: labels, a line each, in `<name>.txt` or `labels.txt`; `config.json` and `preprocessor_config.json`,
 * as the Hugging Face hub has them.
 *
 * @throws `FILE_NOT_FOUND`, `UNKNOWN_BACKBONE` for a format that Graft does not read; `FORMAT_INVALID`, `FORMAT_LIMIT`
 */
export async function findLocalNetwork(path: string, signal: AbortSignal | undefined): Promise<FoundNetwork> {
  const main = await mainFile(resolve(path));
  const format = formatOf(main);
  if (format === undefined) throw unreadable(path, main);
  const folder = dirname(main);
  const beside = new Map<string, string>();
  for (const name of await namedFiles(format, main)) beside.set(name, await fileBeside(folder, name));
  const files: NetworkFiles = { format, main, beside };
  const stem = basename(main, extname(main));
  const name = format === 'tfjs' || stem === 'model' ? basename(folder) : stem;
  const config = await readJson(join(folder, 'config.json'));
  const { size, range, fit } = pictureProcessing(await readJson(join(folder, 'preprocessor_config.json')), config);
  const lines = await readLabels(folder, stem);
  return {
    name,
    title: name,
    source: path,
    sha256: await hashFiles(files, signal),
    licence: 'unknown',
    cuts: {},
    labels: lines.length > 0 ? lines : labelsOf(config),
    background: 0,
    files,
    range,
    trainedSize: size?.width === size?.height ? size?.width : undefined,
    trainedFit: fit,
  };
}

async function mainFile(path: string): Promise<string> {
  const info = await stat(path).catch((cause: unknown) => {
    throw readFailure(cause, path);
  });
  if (!info.isDirectory()) return path;
  for (const name of ['model.json', 'model.onnx', 'network.onnx', 'model.tflite']) {
    if ((await stat(join(path, name)).catch(() => undefined))?.isFile() === true) return join(path, name);
  }
  throw new GraftError('UNKNOWN_BACKBONE', `The folder "${path}" holds no network.`, {
    file: path,
    hint: 'It should hold model.json (TensorFlow.js), model.onnx or model.tflite; or name the file itself.',
  });
}

function unreadable(path: string, file: string): GraftError {
  const other: Readonly<Record<string, string>> = {
    '.pt': 'PyTorch', '.pth': 'PyTorch', '.safetensors': 'Safetensors', '.h5': 'Keras', '.keras': 'Keras', '.pb': 'TensorFlow', '.mlmodel': 'Core ML',
  }; // biome-ignore format: a table reads better in rows
  const named = other[extname(file).toLowerCase()];
  return new GraftError(
    'UNKNOWN_BACKBONE',
    `Graft cannot read the network "${path}"${named === undefined ? '' : `, a ${named} file`}: it reads ONNX (.onnx), TensorFlow Lite (.tflite) and TensorFlow.js (model.json).`,
    {
      file,
      hint:
        named === undefined
          ? 'Use a name from `graft backbones`, a file of these formats, or hf:owner/name.'
          : 'Export it as ONNX, or find its ONNX form on the Hugging Face hub: hf:owner/name.',
    },
  );
}

async function readLabels(folder: string, stem: string): Promise<readonly string[]> {
  const texts = await Promise.all([join(folder, `${stem}.txt`), join(folder, 'labels.txt')].map((file) => readSmall(file)));
  return (texts.find((text) => text !== undefined) ?? '').split(/\r?\n/).filter((line) => line !== '');
}

/** A small file of JSON; undefined where it is not there, or no JSON. */
async function readJson(file: string): Promise<unknown> {
  const text = await readSmall(file);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

async function readSmall(file: string): Promise<string | undefined> {
  const info = await stat(file).catch(() => undefined);
  if (info?.isFile() !== true || info.size > networkLimits.configBytes) return undefined;
  return readFile(file, 'utf8').catch(() => undefined);
}
