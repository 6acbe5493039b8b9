import { isIPv6 } from 'node:net';

const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const IPV6_OR_ZONE = /[:%]/;
/** Whoever has one IPv6 address usually has the 2^64 addresses of its /64 network. */
const NETWORK_GROUPS = 4;

/** Returns the unit clients are counted by: an IPv4 address or the /64 network of an IPv6 one, anything else unchanged. */
export function networkOf(address: string): string {
  if (!IPV6_OR_ZONE.test(address)) return address;
  const [plain = ''] = address.split('%', 1);
  const mapped = MAPPED_IPV4.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(plain)) return plain;
  return `${groupsOf(plain).slice(0, NETWORK_GROUPS).join(':')}::/64`;
}

/** Returns the eight groups, `::` expanded, without leading zeros. */
function groupsOf(address: string): readonly string[] {
  const [head = '', tail] = address.toLowerCase().split('::', 2);
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  // A trailing dotted quad is two groups, but lies outside the /64 either way.
  const missing = 8 - first.length - last.length;
  const groups = tail === undefined ? first : [...first, ...Array<string>(Math.max(0, missing)).fill('0'), ...last];
  return groups.map((group) => group.replace(/^0+(?=.)/, ''));
}
