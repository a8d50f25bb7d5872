/**
 * Loaded before a program (`node --import`): counts its calls to the file system that change something, and kills the process with SIGKILL right
 * before one of them. So every moment between two steps of a write can be met, also those that last microseconds.
 *
 * `CRASH_AT` is the call before which it dies; without it, how many there were is written to the file `CRASH_COUNT` at the end.
 */
import fs, { writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import process from 'node:process';

const { CRASH_AT, CRASH_COUNT } = process.env;
const write = writeFileSync;
let calls = 0;

function count() {
  calls++;
  if (calls === Number(CRASH_AT)) process.kill(process.pid, 'SIGKILL');
}

function counted(owner, name) {
  const original = owner[name];
  if (typeof original !== 'function') return;
  owner[name] = function (...args) {
    count();
    return original.apply(this, args);
  };
}

const changing = ['rename', 'link', 'unlink', 'rm', 'rmdir', 'mkdir', 'mkdtemp', 'writeFile', 'copyFile', 'cp', 'truncate', 'utimes'];
for (const name of [...changing, 'open']) counted(fs.promises, name);
for (const name of changing) counted(fs, `${name}Sync`);

// A file handle's methods stand on its class, which is not exported.
const handle = await fs.promises.open(process.execPath, 'r');
for (const name of ['write', 'writev', 'writeFile', 'appendFile', 'sync', 'datasync', 'truncate'])
  counted(Object.getPrototypeOf(handle), name);
await handle.close();
syncBuiltinESMExports();

calls = 0;
if (CRASH_COUNT !== undefined) process.on('exit', () => write(CRASH_COUNT, String(calls)));
// Processes that it starts live or die by themselves.
delete process.env.CRASH_AT;
delete process.env.CRASH_COUNT;
