/**
 * Proves that every gate can fail: in a copy of the repository it seeds one violation after another and runs the gate that
 * should see it. A gate that passes, or that fails for another reason, is reported, and the exit code is 1.
 *
 *     npm run check:gates
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** A violation, the gate that must see it, and what the gate must say. */
interface Seed {
  readonly what: string;
  /** Where the violation goes; an existing file is replaced and put back. */
  readonly file: string;
  readonly content: string | ((before: string) => string);
  readonly gate: readonly string[];
  readonly says: RegExp;
}

const biome = (file: string): string[] => ['biome', 'lint', file];
const pure = ['tsx', 'scripts/check-pure-rooms.ts'];
const layout = ['tsx', 'scripts/check-layout.ts'];

/** Code for a linter: one violation in one file of a room. */
function lint(what: string, says: RegExp, content: string, file = 'src/storage/seeded.ts'): Seed {
  return { what, file, content, gate: biome(file), says };
}

/** One file of a room for the compiler of the pure rooms. */
function impure(what: string, content: string): Seed {
  return { what: `pure room uses ${what}`, file: 'src/tensor/seeded.ts', content, gate: pure, says: /src\/tensor\/seeded\.ts.*error TS/ };
}

/** One import for the check of the layout. */
function arrow(what: string, file: string, content: string, says: RegExp): Seed {
  return { what, file, content, gate: layout, says };
}

const seeds: readonly Seed[] = [
  lint('default export', /noDefaultExport/, 'export default function seeded(): void {}\n'),
  lint('any', /noExplicitAny/, 'export const seeded = (x: any): unknown => x;\n'),
  lint('as any', /noExplicitAny/, 'export const seeded = (x: unknown): string => x as any;\n'),
  lint('console in the library', /noConsole/, 'export const seeded = (): void => console.log(1);\n'),
  lint(
    'import of a type without type',
    /useImportType/,
    "import { Stats } from 'node:fs';\nexport const seeded = (s: Stats): number => s.size;\n",
  ),
  lint('! outside a kernel', /noNonNullAssertion/, 'export const seeded = (x: number[]): number => x[0]!;\n'),
  lint('export *', /noReExportAll/, "export * from './lock.ts';\n"),
  lint('file not in kebab-case', /useFilenamingConvention/, 'export const seeded = 1;\n', 'src/storage/seededFile.ts'),
  lint('file of more than 300 lines', /noExcessiveLinesPerFile/, `export const seeded = [\n${'  1,\n'.repeat(300)}];\n`),
  lint('Math.random in a pure room', /seeded Random/, 'export const seeded = (): number => Math.random();\n', 'src/tensor/seeded.ts'),
  lint('the clock in a pure room', /noRestrictedGlobals/, 'export const seeded = (): number => Date.now();\n', 'src/tensor/seeded.ts'),
  lint(
    'floating promise of our own',
    /noFloatingPromises/,
    'async function work(): Promise<void> {}\nexport const seeded = (): void => {\n  work();\n};\n',
  ),
  {
    what: 'a command that loads the library before it is asked to do anything',
    file: 'src/cli/seeded.ts',
    content: "import { GraftError } from 'graft-ml';\nexport const seeded = GraftError;\n",
    gate: ['eslint', 'src/cli/seeded.ts'],
    says: /Load the library within the command/,
  },
  {
    what: "floating promise of Node's own functions",
    file: 'src/storage/seeded.ts',
    content: "import { writeFile } from 'node:fs/promises';\nexport const seeded = (): void => {\n  writeFile('x', 'y');\n};\n",
    gate: ['eslint', 'src/storage/seeded.ts'],
    says: /no-floating-promises/,
  },
  {
    what: 'promise where a condition should be',
    file: 'src/storage/seeded.ts',
    content: "import { rm } from 'node:fs/promises';\nexport const seeded = (): number => (rm('x') ? 1 : 2);\n",
    gate: ['eslint', 'src/storage/seeded.ts'],
    says: /no-misused-promises/,
  },
  {
    what: 'badly formatted file',
    file: 'src/storage/seeded.ts',
    content: 'export const seeded = "double"\n',
    gate: ['biome', 'format', 'src/storage/seeded.ts'],
    says: /would have printed/,
  },
  {
    what: 'an error of types',
    file: 'src/storage/seeded.ts',
    content: "export const seeded: number = 'one';\n",
    gate: ['tsc', '-p', 'tsconfig.json'],
    says: /seeded\.ts.*TS2322/,
  },
  impure('process', 'export const seeded = process.env;\n'),
  impure('Buffer', "export const seeded = Buffer.from('x');\n"),
  impure('fetch', "export const seeded = fetch('x');\n"),
  impure('console', 'export const seeded = (): void => console.log(1);\n'),
  impure('the DOM', 'export const seeded = document.body;\n'),
  impure('a module of Node', "import { readFileSync } from 'node:fs';\nexport const seeded = readFileSync;\n"),
  {
    what: 'pure room that its tsconfig does not see',
    file: 'tsconfig.pure.json',
    content: (before) => before.replace(/\s*"src\/(graph|formats)",/g, ''),
    gate: pure,
    says: /src\/formats is a pure room and no file of it was compiled/,
  },
  arrow(
    'pure room imports an impure one',
    'src/tensor/seeded.ts',
    "export { lock } from '../storage/lock.ts';\n",
    /tensor imports only.*seeded/,
  ),
  arrow('room imports upwards', 'src/graph/seeded.ts', "import type {} from '../formats/onnx/read.ts';\n", /graph imports only.*seeded/),
  arrow('pure room imports Node', 'src/graph/seeded.ts', "import 'node:path';\n", /graph is pure.*seeded/),
  arrow(
    'package outside its room',
    'src/storage/seeded.ts',
    "import sharp from 'sharp';\nexport const seeded = sharp;\n",
    /storage uses only.*seeded/,
  ),
  arrow('library imports the command line', 'src/storage/seeded.ts', "import '../cli/exit-codes.ts';\n", /storage imports only.*seeded/),
  arrow(
    'command line imports a room by path',
    'src/cli/seeded.ts',
    "export { GraftError } from '../errors.ts';\n",
    /command line imports graft-ml by name.*seeded/,
  ),
  arrow(
    'library imports itself by name',
    'src/storage/seeded.ts',
    "export { GraftError } from 'graft-ml';\n",
    /storage imports only.*seeded/,
  ),
  arrow('library imports a test', 'src/tensor/seeded.ts', "import './plain-multiply.test.ts';\n", /nothing imports a test.*seeded/),
  arrow('a cycle', 'src/tensor/seeded.ts', "export { seeded } from './seeded.ts';\n", /no cycles.*seeded/),
  arrow('an unknown room', 'src/helpers/seeded.ts', 'export const seeded = 1;\n', /src\/helpers\/ is a room that the layout does not know/),
  arrow(
    "Studio's page imports a room that needs Node",
    'studio/seeded.ts',
    "export { lock } from '../src/storage/lock.ts';\n",
    /Studio's page imports only.*seeded/,
  ),
  arrow(
    "Studio's page uses a package that is not bundled into it",
    'studio/seeded.tsx',
    "import sharp from 'sharp';\nexport const seeded = sharp;\n",
    /Studio's page uses only.*seeded/,
  ),
  {
    what: 'floating promise in a component',
    file: 'studio/seeded.tsx',
    content: 'export const Seeded = () => <button type="button" onClick={() => { fetch(\'x\'); }} />;\n',
    gate: ['eslint', 'studio/seeded.tsx'],
    says: /no-floating-promises/,
  },
  {
    what: 'error code without its row in docs/errors.md',
    file: 'src/errors.ts',
    content: (before) => before.replace('export const errorCodes = {', "export const errorCodes = {\n  SEEDED: 'Seeded.',"),
    gate: ['tsx', 'scripts/generate-error-docs.ts', '--check'],
    says: /is not what src\/errors\.ts says/,
  },
  {
    what: 'unused file and export',
    file: 'src/storage/seeded.ts',
    content: 'export const seeded = 1;\n',
    gate: ['knip'],
    says: /src\/storage\/seeded\.ts/,
  },
  {
    what: 'unused dependency',
    file: 'package.json',
    content: (before) => before.replace('"dependencies": {', '"dependencies": {\n    "left-over": "1.0.0",'),
    gate: ['knip'],
    says: /left-over/,
  },
  {
    what: 'package that points to a file it does not have',
    file: 'package.json',
    content: (before) => before.replaceAll('./dist/index.js', './dist/nowhere.js'),
    gate: ['publint', '--strict', '--pack', 'false'],
    says: /nowhere\.js/,
  },
  {
    what: 'pure room that a browser cannot load',
    file: 'src/tensor/seeded.ts',
    content: "import { sep } from 'node:path';\nexport const seeded = sep;\n",
    gate: ['vitest', 'run', 'test/pure-rooms.test.ts'],
    says: /Could not resolve "node:path"/,
  },
  {
    what: 'CI counts a report that is not there as a failure',
    file: 'seeded.txt',
    content: '',
    gate: ['node', 'scripts/count-tests.mjs', 'no-such-report.json', '0'],
    says: /^0 passed, 1 failed, 0 skipped$/m,
  },
];

const copy = mkdtempSync(join(tmpdir(), 'graft-gates-'));
const bin = resolve('node_modules/.bin');

/** Runs a gate in the copy and returns its exit code with all that it said. */
function run(gate: readonly string[]): { readonly code: number | null; readonly said: string } {
  const [command = '', ...rest] = gate;
  const { status, stdout, stderr } = spawnSync(command, rest, {
    cwd: copy,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${bin}:${process.env['PATH']}`, NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  return { code: status, said: `${stdout}${stderr}` };
}

/** Seeds, runs the gate, puts everything back; says what is wrong with the gate, if anything is. */
function prove(seed: Seed): string | undefined {
  const path = join(copy, seed.file);
  const before = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof seed.content === 'string' ? seed.content : seed.content(before ?? ''));
  const { code, said } = run(seed.gate);
  if (before !== undefined) writeFileSync(path, before);
  else rmSync(path);
  if (code === 0) return `${seed.gate.join(' ')} passed`;
  return seed.says.test(said)
    ? undefined
    : `${seed.gate.join(' ')} failed for another reason (${seed.says} is not in what it said):\n${said.slice(0, 2000)}`;
}

try {
  const tracked = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
    .stdout.trim()
    .split('\n');
  for (const file of tracked.filter((each) => existsSync(each))) cpSync(file, join(copy, file));
  if (existsSync('dist')) cpSync('dist', join(copy, 'dist'), { recursive: true });
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'), 'junction');

  const started = performance.now();
  let blunt = 0;
  for (const seed of seeds) {
    const fault = prove(seed);
    if (fault !== undefined) blunt += 1;
    console.log(fault === undefined ? `  seen    ${seed.what}` : `  MISSED  ${seed.what}: ${fault}`);
  }
  console.log(`${seeds.length - blunt} of ${seeds.length} violations seen, in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  if (blunt > 0) process.exitCode = 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}
