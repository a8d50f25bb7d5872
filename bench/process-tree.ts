import { readdir, readFile } from 'node:fs/promises';

/** What a process and all those it started hold and have used, as Linux tells it. */
export interface ProcessTree {
  readonly residentMegabytes: number;
  /** Of all processors together, in the kernel too; those that have ended are left out. */
  readonly cpuSeconds: number;
}

/** The kernel counts in hundredths of a second on every architecture that Node runs on. */
const ticksPerSecond = 100;

/** Looks at a process and its children; NaN where there is no /proc. */
export async function processTree(pid: number): Promise<ProcessTree> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(status)?.[1];
  if (kilobytes === undefined) return { residentMegabytes: Number.NaN, cpuSeconds: Number.NaN };
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name before may hold spaces
  let residentMegabytes = Number(kilobytes) / 1024;
  let cpuSeconds = (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  for (const thread of await readdir(`/proc/${pid}/task`)) {
    const children = await readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => '');
    for (const child of children.split(' ').filter((text) => text !== '')) {
      const tree = await processTree(Number(child));
      residentMegabytes += tree.residentMegabytes;
      cpuSeconds += tree.cpuSeconds;
    }
  }
  return { residentMegabytes, cpuSeconds };
}
