/**
 * Compiles the pure rooms with `tsconfig.pure.json`, without the types of Node and of the DOM, and makes sure that the
 * compiler really saw each of them and that no package brought those types back in.
 */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import ts from 'typescript';
import { roomPath, roomPattern, rooms } from './gates/rooms.ts';

const host: ts.ParseConfigFileHost = {
  ...ts.sys,
  onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
    throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
  },
};
const config = ts.getParsedCommandLineOfConfigFile('tsconfig.pure.json', {}, host);
if (config === undefined) throw new Error('tsconfig.pure.json could not be read.');

/** Whether the room has been begun: a file of it that is no test. */
function holdsSource(room: string): boolean {
  const path = roomPath(room);
  if (path.endsWith('.ts')) return existsSync(path);
  return existsSync(path) && readdirSync(path, { recursive: true, encoding: 'utf8' }).some((file) => /(?<!\.test)\.ts$/.test(file));
}

const program = ts.createProgram(config.fileNames, config.options);
const files = program.getSourceFiles().map((file) => relative(process.cwd(), file.fileName).replaceAll('\\', '/'));
const faults: string[] = [];

for (const [name, room] of Object.entries(rooms)) {
  const seen = files.filter((file) => new RegExp(roomPattern(name)).test(file)).length;
  if (room.pure && holdsSource(name) && seen === 0)
    faults.push(`${roomPath(name)} is a pure room and no file of it was compiled: tsconfig.pure.json misses it.`);
  if (!room.pure && seen > 0) faults.push(`A pure room imports ${roomPath(name)}, which is not pure.`);
}
const leaked = files.filter((file) => /@types\/node\/|lib\.dom\./.test(file));
if (leaked.length > 0) faults.push(`The types of Node or of the DOM came in by a package: ${leaked[0]} and ${leaked.length - 1} more.`);

const diagnostics = ts.getPreEmitDiagnostics(program);
if (diagnostics.length > 0) {
  faults.push(
    ts.formatDiagnostics(diagnostics, {
      getCurrentDirectory: () => process.cwd(),
      getCanonicalFileName: (name) => name,
      getNewLine: () => '\n',
    }),
  );
}

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exitCode = 1;
} else {
  const own = files.filter((file) => file.startsWith('src/'));
  console.log(`pure rooms: ${own.length} files in ${new Set(own.map(dirname)).size} folders build without Node and the DOM`);
}
