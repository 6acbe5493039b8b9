import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { Encoding } from '../channels/encoding.js';
import { StreamSocket } from './stream-socket.js';

const FIRST = 'retry: 2000\n\nevent: ready\ndata: {}\n\n';
const noTimers = { after: () => ({ cancel: () => undefined }) };

/** Counts the writes from Node to the kernel. */
function countWrites(socket: Socket): () => number {
  let writes = 0;
  for (const way of ['_write', '_writev'] as const) {
    const original = socket[way]?.bind(socket) as (...args: unknown[]) => void;
    socket[way] = (...args: unknown[]): void => {
      writes += 1;
      original(...args);
    };
  }
  return () => writes;
}

describe.each<Encoding>(['identity-chunked', 'gzip-chunked', 'identity-raw', 'gzip-raw'])(
  'a stream in %s',
  (encoding) => {
    it('begins with head and first frames in one write, and keeps headers that were set before', async () => {
      let writes = -1;
      const finished: string[] = [];
      const server = createServer((_request, response: ServerResponse) => {
        const written = countWrites(response.socket as Socket);
        response.setHeader('x-set-before', 'yes');
        response.on('finish', () => finished.push('finish')).on('close', () => finished.push('close'));
        const streamSocket = StreamSocket.begin(
          response,
          { vary: 'x', 'x-none': undefined },
          encoding,
          noTimers,
          FIRST,
        );
        writes = written();
        streamSocket.end(streamSocket.encodeEnd());
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      try {
        const client = connect((server.address() as AddressInfo).port, '127.0.0.1').setEncoding('latin1');
        client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
        const [head = '', ...rest] = (await textOf(client)).split('\r\n\r\n');
        expect(writes).toBe(1);
        expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
        expect(head.toLowerCase().split('\r\n')).toEqual(
          expect.arrayContaining(['x-set-before: yes', 'vary: x', 'connection: close']),
        );
        expect(head).not.toContain('x-none');
        const body = Buffer.from(rest.join('\r\n\r\n'), 'latin1');
        const whole = encoding.endsWith('raw') ? body : dechunk(body);
        expect((encoding.startsWith('gzip') ? gunzipSync(whole) : whole).toString()).toBe(FIRST);
        // Listeners for the end of the response are called, although the stream continues.
        expect(finished).toEqual(['finish', 'close']);
      } finally {
        server.close();
      }
    });
  },
);

/** @throws Error if the last chunk is missing */
function dechunk(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const line = bytes.indexOf('\r\n', at);
    const size = parseInt(bytes.toString('latin1', at, line), 16);
    if (Number.isNaN(size)) throw new Error('there is no last chunk');
    if (size === 0) return Buffer.concat(parts);
    parts.push(bytes.subarray(line + 2, line + 2 + size));
    at = line + 4 + size;
  }
}
