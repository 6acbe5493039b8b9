import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LeanClient, requestBytes } from '../src/load/lean-client.ts';

describe('the client of closed loops', () => {
  const seen: string[] = [];
  let server: Server;
  let port: number;

  beforeEach(async () => {
    seen.length = 0;
    server = createServer((request, response) => {
      if (request.url === '/cut') return void request.socket.destroy();
      let body = '';
      request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
      request.on('end', () => {
        seen.push(`${request.method} ${request.url} ${String(request.headers['x-org'] ?? '')} ${body}`);
        const answer = 'x'.repeat(seen.length);
        response.writeHead(seen.length % 2 === 0 ? 200 : 400, { 'content-length': answer.length }).end(answer);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });

  afterEach(() => void server.close());

  test('sends exactly the given bytes', async () => {
    const client = await LeanClient.open(port, 1);
    await client.send(requestBytes('POST', '/tasks', { 'x-org': 'one' }, { title: 'Zürich – 308' }));
    await client.send(requestBytes('GET', '/tasks?limit=1', { 'x-org': 'two' }));
    client.close();
    expect(seen).toEqual(['POST /tasks one {"title":"Zürich – 308"}', 'GET /tasks?limit=1 two ']);
  });

  test('queues requests beyond its connections, and matches each response', async () => {
    const client = await LeanClient.open(port, 2);
    const answers = await Promise.all(Array.from({ length: 7 }, () => client.send(requestBytes('GET', '/'))));
    client.close();
    expect(answers.filter((status) => status === 400)).toHaveLength(4);
    expect(answers.filter((status) => status === 200)).toHaveLength(3);
  });

  test('rejects when its connection is cut', async () => {
    const client = await LeanClient.open(port, 1);
    await expect(client.send(requestBytes('GET', '/cut'))).rejects.toThrow('closed');
    client.close();
  });
});
