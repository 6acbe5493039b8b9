import { readFile } from 'node:fs/promises';

/** The remote end of a connection, as a socket names it. */
export interface Peer {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  readonly localPort?: number | undefined;
}

/** Number of retransmissions of each connection that waits for an acknowledgement. */
export type Unacknowledged = ReadonlyMap<string, number>;

/** Key of a connection in an {@link Unacknowledged} table. IPv4 addresses mapped into IPv6 are written as IPv4. */
export function connectionKey({ localPort, remoteAddress, remotePort }: Peer): string {
  return `${localPort}-${remoteAddress?.replace(/^::ffff:(?=\d+\.)/, '')}:${remotePort}`;
}

/**
 * Matches a line of an established connection (`st` 01) that waits for an acknowledgement (`tr` 01; 4 is the
 * zero-window probe of a peer that is alive and slow): both addresses, and the number of retransmissions. One search
 * for all lines: parsing ten thousand lines would block the event loop for tens of milliseconds.
 */
const RETRANSMITTING = /^ *\d+: (\w+):(\w+) (\w+):(\w+) 01 \S+ 01:\S+ (\w+)/gm;

/**
 * Reads the kernel's table of connections (Linux, `proc_pid_net(5)`), which shows unacknowledged heartbeats: Node does
 * not report acknowledgements. Empty on other systems, where TCP's own, much longer timeout applies.
 */
export async function readUnacknowledged(read: (path: string) => Promise<string> = readText): Promise<Unacknowledged> {
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map((path) => read(path).catch(() => '')));
  const found = new Map<string, number>();
  for (const line of tables.flatMap((table) => [...table.matchAll(RETRANSMITTING)])) {
    const [, , localPort = '', address = '', remotePort = '', retransmits = '0'] = line;
    const times = parseInt(retransmits, 16);
    if (times > 0) {
      const peer = { localPort: parseInt(localPort, 16), remotePort: parseInt(remotePort, 16) };
      found.set(connectionKey({ ...peer, remoteAddress: addressOf(address) }), times);
    }
  }
  return found;
}

const readText = (path: string): Promise<string> => readFile(path, 'latin1');

/** The kernel writes addresses as 32-bit words in the machine's byte order; this reads little-endian ones. */
function addressOf(hex: string): string {
  const bytes = hex.match(/.{8}/g)?.flatMap((word) => (word.match(/../g) ?? []).reverse()) ?? [];
  if (bytes.length === 4) return bytes.map((byte) => parseInt(byte, 16)).join('.');
  const mapped = bytes.slice(0, 12).join('').toLowerCase() === '00000000000000000000ffff';
  if (mapped)
    return bytes
      .slice(12)
      .map((byte) => parseInt(byte, 16))
      .join('.');
  const groups = bytes.reduce<string[]>((all, byte, index) => {
    if (index % 2 === 0) all.push(byte);
    else all.push((all.pop() ?? '') + byte);
    return all;
  }, []);
  // As Node writes it: without leading zeros, the longest run of zeros shortened (RFC 5952).
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
