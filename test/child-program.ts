import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

const root = resolve(import.meta.dirname, '..');

/** A program of ours, ready to be run by Node in processes of its own. */
export interface ChildProgram extends Disposable {
  /** Starts it; the tests speak with it by messages. */
  start(args?: readonly string[], env?: NodeJS.ProcessEnv): ChildProcess;
}

/**
 * Makes a TypeScript program, with all that it imports from this repository, runnable by Node as it is, for tests that
 * need a second process: to wait for, to compete with, to kill.
 *
 * @param name The program's file name: it is taken to stand in `test/`.
 * @param source Its text.
 */
export function childProgram(name: string, source: string): ChildProgram {
  // Inside node_modules, so that the packages are found from there and nothing else sees it.
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'graft-child-'));
  const entry = join(root, 'test', name);
  transpile(entry, source, folder, new Set());
  const program = join(folder, relative(root, entry)).replace(/\.ts$/, '.js');
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  return {
    start: (args = [], env = process.env) =>
      fork(program, [...args], { env, execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function transpile(file: string, source: string, folder: string, done: Set<string>): void {
  if (done.has(file)) return;
  done.add(file);
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
    fileName: file,
  });
  const out = join(folder, relative(root, file)).replace(/\.ts$/, '.js');
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, outputText);
  for (const { fileName } of ts.preProcessFile(outputText).importedFiles) {
    if (!fileName.startsWith('.')) continue;
    const imported = resolve(dirname(file), fileName.replace(/\.js$/, '.ts'));
    transpile(imported, readFileSync(imported, 'utf8'), folder, done);
  }
}

/** The next message of a child; fails where it ends without one. */
export function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolveMessage, reject) => {
    const ended = (code: number | null, signal: string | null): void => reject(new Error(`the child ended with ${signal ?? code}`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolveMessage(message);
    });
  });
}

/** The child's end. */
export function exited(child: ChildProcess): Promise<{ code: number | null; signal: string | null }> {
  return new Promise((resolveExit) => {
    if (child.exitCode !== null || child.signalCode !== null) resolveExit({ code: child.exitCode, signal: child.signalCode });
    else child.once('exit', (code, signal) => resolveExit({ code, signal }));
  });
}
