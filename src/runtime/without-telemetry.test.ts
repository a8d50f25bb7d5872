import { execFile } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { smallTflite } from '../../test/fixtures/small-networks.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import { convertTflite } from '../formats/tflite/convert.ts';
import { readTflite } from '../formats/tflite/read.ts';

test('a network is loaded without a word to the makers of ONNX Runtime', async () => {
  await using folder = await temporaryFolder();
  const network = join(folder.path, 'small.onnx');
  await writeFile(network, writeOnnx(convertTflite(readTflite(smallTflite()), 'small')));
  const session = pathToFileURL(resolve(import.meta.dirname, 'session.ts')).href;
  const program = join(folder.path, 'program.mjs');
  await writeFile(program, `const { Session } = await import('${session}'); await (await Session.open(process.argv[2])).close();`);
  // It keeps an identifier of the machine in the home folder, where it tells at all. In CI it is silent by itself.
  const home = join(folder.path, 'home');
  const env = { PATH: process.env['PATH'], HOME: home, XDG_CACHE_HOME: home };
  await promisify(execFile)(process.execPath, ['--import', import.meta.resolve('tsx'), program, network], { env });
  expect(await readdir(folder.path)).not.toContain('home');
});
