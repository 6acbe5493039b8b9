/**
 * Sums what the kernel holds of a local connection at both ends, from `/proc/net/tcp` (proc_pid_net(5)): bytes written
 * but not acknowledged, or received but not read.
 * @param ports of the connection’s two ends
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
