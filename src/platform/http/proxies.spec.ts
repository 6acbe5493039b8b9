import { expect, it } from '@jest/globals';
import { proxyCheck } from './proxies.js';

it.each([
  [['loopback'], ['127.0.0.1', '127.8.0.1', '::1', '::ffff:127.0.0.1'], ['10.0.0.1', '::2', '128.0.0.1']],
  [['uniquelocal'], ['10.1.2.3', '172.31.0.1', '192.168.9.9', 'fd00::1', '::ffff:10.1.2.3'], ['172.32.0.1', '8.8.8.8']],
  [['linklocal'], ['169.254.1.1', 'fe80::1'], ['169.255.1.1', 'fec0::1']],
  [
    ['192.0.2.1', '2001:db8::/32'],
    ['192.0.2.1', '2001:db8:5::1'],
    ['192.0.2.2', '2001:db9::1'],
  ],
  [[], [], ['127.0.0.1', '::1']],
])('matches %j as Fastify reads TRUST_PROXY', (trusted, inside, outside) => {
  const isProxy = proxyCheck(trusted);
  expect(inside.filter((address) => !isProxy(address))).toEqual([]);
  expect(outside.filter((address) => isProxy(address))).toEqual([]);
});
