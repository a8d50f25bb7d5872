#!/usr/bin/env node
// What the shell calls. Files are read, and pictures decoded, on libuv's threads: four, unless it is told otherwise before it starts them, and
// reading an ECMAScript module starts them. So this is none.
const cores = process.getBuiltinModule('node:os').availableParallelism();
if (cores > 4) process.env['UV_THREADPOOL_SIZE'] ??= String(cores);
void import('./main.ts');
