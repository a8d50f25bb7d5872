import { describe, expect, test } from 'vitest';
import { isPublicAddress } from './public-address.ts';

/** From IANA's registries of special-purpose addresses (IPv4 and IPv6), one or more of each entry. */
const special = [
  ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '100.64.0.1', '100.127.255.254', '127.0.0.1', '127.255.255.254', '169.254.169.254'],
  ...['172.16.0.1', '172.31.255.254', '192.0.0.1', '192.0.2.1', '192.88.99.1', '192.168.1.1', '198.18.0.1', '198.19.255.254'],
  ...['198.51.100.7', '203.0.113.7', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
  ...['::', '::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12:3456::1', 'fec0::1', 'ff02::1', '100::1', '2001:db8::1', '3fff::1'],
  ...['2001::1', '2001:2::1', '2001:10::1', '2001:20::1', '2002:7f00:1::1', '5f00::1', '4000::1', '64:ff9b:1::1'],
  // IPv4 addresses within IPv6 ones
  ...[
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:10.0.0.1',
    '::127.0.0.1',
    '::ffff:0:127.0.0.1',
    '64:ff9b::127.0.0.1',
    '64:ff9b::a9fe:a9fe',
  ],
  ...['localhost', '', '1.2.3.4.5', 'example.com'],
];

const open = ['1.1.1.1', '8.8.8.8', '93.184.216.34', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111', '2a00:1450:4001:80b::200e'];

describe('isPublicAddress', () => {
  test.each(special)('%s is not of the public internet', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
  test.each([...open, '::ffff:8.8.8.8', '64:ff9b::8.8.8.8'])('%s is', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});
