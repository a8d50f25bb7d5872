import { describe, expect, test } from 'vitest';
import { lanAddress } from './lan-address.ts';

const card = (address: string, internal = false) => ({ address, internal, family: 'IPv4' as const, netmask: '', mac: '', cidr: null });
const card6 = { ...card('fd00::2'), family: 'IPv6' as const, scopeid: 0 };

describe('lanAddress', () => {
  test.each([
    ['wireless before wired', { lo: [card('127.0.0.1', true)], eth0: [card('10.0.0.5')], wlp3s0: [card('192.168.1.7')] }, '192.168.1.7'],
    [
      'wired before containers and tunnels',
      { docker0: [card('172.17.0.1')], tun0: [card('10.8.0.2')], eth0: [card('10.0.0.5')] },
      '10.0.0.5',
    ],
    ['a private one before a public one', { en0: [card('203.0.113.9'), card('192.168.0.4')] }, '192.168.0.4'],
    ['what there is', { docker0: [card('172.17.0.1')] }, '172.17.0.1'],
    ['of macOS', { lo0: [card('127.0.0.1', true)], utun3: [card('100.64.0.1')], en0: [card6, card('192.168.178.20')] }, '192.168.178.20'],
  ])('%s', (_what, interfaces, address) => expect(lanAddress(interfaces)).toBe(address));

  test.each([
    ['loopback', { lo: [card('127.0.0.1', true)], odd: [card('127.0.0.2')] }],
    ['an address that nobody gave', { eth0: [card('169.254.3.4')] }],
    ['IPv6 alone', { eth0: [card6] }],
    ['nothing', {}],
  ])('never %s', (_what, interfaces) => expect(() => lanAddress(interfaces)).toThrow(expect.objectContaining({ code: 'LISTEN_FAILED' })));
});
