import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { expect, it } from '@jest/globals';
import { createTestApp } from '../support/app.js';
import { Mailbox } from '../support/mailbox.js';

it('a request that ends during the shutdown has its mail sent', async () => {
  const mailer = new Mailbox();
  const server = await createTestApp({ mailer });
  await server.app.listen(0, '127.0.0.1');
  const { port } = server.app.getHttpServer().address() as AddressInfo;
  const body = JSON.stringify({ email: 'owner@aurora.test' });
  const head =
    'POST /auth/password-reset HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n';
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  let text = '';
  socket.on('data', (more: string) => (text += more));
  await once(socket, 'connect');
  const asked = once(server.app.getHttpServer(), 'request');
  socket.write(`${head}Content-Length: ${body.length}\r\n\r\n`);
  await asked;
  const closed = server.app.close();
  while (server.app.getHttpServer().listening) await new Promise((resolve) => setImmediate(resolve));
  socket.write(body);
  await Promise.all([closed, once(socket, 'close')]);
  expect(text).toMatch(/^HTTP\/1\.1 202 /);
  expect(mailer.mails.map(({ to }) => to)).toEqual(['owner@aurora.test']);
  await server.close();
});
