import { readdir, readFile } from 'node:fs/promises';

/** Memory that a process and those it started hold, in MB, as Linux tells it; NaN elsewhere. */
export async function residentMegabytes(pid: number): Promise<number> {
  const own = /VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, 'utf8').catch(() => ''))?.[1];
  if (own === undefined) return Number.NaN;
  let sum = Number(own) / 1024;
  for (const thread of await readdir(`/proc/${pid}/task`)) {
    const children = await readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => '');
    for (const child of children.split(' ').filter((text) => text !== '')) sum += await residentMegabytes(Number(child));
  }
  return sum;
}
