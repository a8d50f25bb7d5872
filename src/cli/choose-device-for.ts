import type { ChosenDevice, Device } from 'graft-ml';
import type { Channel } from './terminal.ts';

/** Finds the device that a verb was asked to use, and says which it is where it was not told by name. @throws `DEVICE_UNAVAILABLE` */
export async function chooseDeviceFor(wanted: Device | 'auto' | undefined, channel: Channel): Promise<Device> {
  if (wanted === undefined || wanted === 'cpu') return 'cpu';
  const { chooseDevice } = await import('graft-ml');
  const chosen = await chooseDevice(wanted);
  for (const line of describeDevice(chosen, channel)) channel.line(line);
  return chosen.device;
}

/** Says what a network runs on, and why not on something faster. */
export function describeDevice({ device, refused }: ChosenDevice, { paint }: Pick<Channel, 'paint'>): readonly string[] {
  const chosen = `${paint.green('✔')} ${paint.bold('Device'.padEnd(9))} ${device}${device === 'cpu' ? '' : ', in float32'}`;
  return [chosen, ...refused.map(({ device: other, reason }) => paint.dim(`  ${' '.repeat(9)} not ${other}: ${reason}`))];
}
