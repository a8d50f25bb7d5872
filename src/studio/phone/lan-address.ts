import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { GraftError } from '../../errors.ts';

/** Names of interfaces that lead to virtual machines, containers and tunnels, where no phone is. */
const virtual =
  /^(docker|br-|veth|virbr|vmnet|vmenet|vboxnet|bridge|cni|flannel|cali|utun|tun|tap|wg|ppp|ipsec|zt|tailscale|lxc|vEthernet)/i;

/** Names of wireless and wired ones. */
const wireless = /^(wl|wifi|wi-fi|wlan|ath)/i;
const wired = /^(en|eth|em|ethernet|lan)/i;

/** The networks of homes and offices (RFC 1918), the likelier first. */
const privateNetworks = [/^192\.168\./, /^10\./, /^172\.(1[6-9]|2\d|3[01])\./];

/**
 * This machine's address in the network that a phone is most likely in: a private one, of an interface that is no tunnel. Never loopback, nor an
 * address that was given by nobody (169.254).
 *
 * @throws `LISTEN_FAILED` where the machine is in no network
 */
export function lanAddress(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces()): string {
  const candidates = Object.entries(interfaces).flatMap(([name, addresses = []]) =>
    addresses
      .filter(({ family, internal, address }) => family === 'IPv4' && !internal && !/^(127|169\.254|0)\./.test(address))
      .map(({ address }) => ({ address, score: scoreOf(name, address) })),
  );
  const [best] = candidates.toSorted((a, b) => b.score - a.score);
  if (best !== undefined) return best.address;
  throw new GraftError('LISTEN_FAILED', 'This machine is in no network that a phone could be in, too.', {
    hint: 'Connect it to the wireless network that the phone is in, and try again.',
  });
}

function scoreOf(name: string, address: string): number {
  const network = privateNetworks.findIndex((pattern) => pattern.test(address));
  const kind = virtual.test(name) ? -100 : wireless.test(name) ? 20 : wired.test(name) ? 10 : 0;
  return kind + (network < 0 ? 0 : 5 - network);
}
