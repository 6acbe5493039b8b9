/**
 * What the kernel holds of a connection within this machine, at both of its ends, from the text of `/proc/net/tcp`
 * (proc_pid_net(5)): bytes that were written and not acknowledged, or arrived and not read.
 * @param ports of the connection's two ends
 * @returns bytes; 0 when there is no such connection
 */
export function queuedBetween(table: string, ports: readonly [number, number]): number {
  let bytes = 0;
  for (const line of table.split('\n').slice(1)) {
    const [, local = '', remote = '', , queues = ''] = line.trim().split(/\s+/);
    const ends = [portOf(local), portOf(remote)];
    if (!ports.every((port) => ends.includes(port))) continue;
    const [sending = '0', receiving = '0'] = queues.split(':');
    bytes += Number.parseInt(sending, 16) + Number.parseInt(receiving, 16);
  }
  return bytes;
}

const portOf = (address: string): number => Number.parseInt(address.slice(address.lastIndexOf(':') + 1), 16);
