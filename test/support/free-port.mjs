import { createServer } from 'node:net';

/**
 * A port of the loopback interface that nobody listens on now. Somebody else may take it before it is used: for programs
 * that cannot be told to take any, and then only with another try.
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
