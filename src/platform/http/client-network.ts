import { isIPv6 } from 'node:net';

const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const IPV6_OR_ZONE = /[:%]/;
/** Who has one IPv6 address has the 2^64 of its network as well. */
const NETWORK_GROUPS = 4;

/**
 * What counts as one address: an IPv4 address, or the /64 network of an IPv6 one. Anything else counts as it stands.
 */
export function networkOf(address: string): string {
  if (!IPV6_OR_ZONE.test(address)) return address;
  const [plain = ''] = address.split('%', 1);
  const mapped = MAPPED_IPV4.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(plain)) return plain;
  return `${groupsOf(plain).slice(0, NETWORK_GROUPS).join(':')}::/64`;
}

/** The eight groups, with `::` written out and without leading zeros. */
function groupsOf(address: string): readonly string[] {
  const [head = '', tail] = address.toLowerCase().split('::', 2);
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  // A dotted quad at the end is two groups; it is beyond the network either way.
  const missing = 8 - first.length - last.length;
  const groups = tail === undefined ? first : [...first, ...Array<string>(Math.max(0, missing)).fill('0'), ...last];
  return groups.map((group) => group.replace(/^0+(?=.)/, ''));
}
