import ipaddr from 'ipaddr.js';

/** The part of IPv6 that is given out for the internet (IANA's registry of the address space); all else is special. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** Where NAT64 puts the internet's IPv4 addresses for networks that have IPv6 alone (RFC 6052, section 2.1). */
const nat64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/**
 * Whether an IP address is one of the public internet: not of a private network, this machine, a link, a carrier's inner
 * network, a cloud's metadata service, documentation, or any other special purpose (IANA's special-purpose registries).
 *
 * An IPv4 address inside an IPv6 one (mapped, or NAT64's) counts as itself.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.range() === 'unicast';
  if (parsed.isIPv4MappedAddress()) return parsed.toIPv4Address().range() === 'unicast';
  if (parsed.match(nat64)) return new ipaddr.IPv4(parsed.toByteArray().slice(12)).range() === 'unicast';
  return parsed.zoneId === undefined && parsed.range() === 'unicast' && parsed.match(globalUnicast);
}
