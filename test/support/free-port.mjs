import { createServer } from 'node:net';

/**
 * Finds a free port of the loopback interface. Another process may take it before it is used, so use it only for
 * programs that cannot choose a port themselves, and retry.
 * @returns {Promise<number>}
 */
export async function freePort() {
  const probe = createServer();
  await new Promise((resolve, reject) => {
    probe.once('error', reject).listen(0, '127.0.0.1', () => resolve(undefined));
  });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('the probe has no port');
  return address.port;
}
