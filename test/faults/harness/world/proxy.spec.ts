import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TcpProxy } from './proxy.ts';

describe('the proxy', () => {
  let far: Socket;
  let near: Socket;
  let proxy: TcpProxy;
  let stopServer: () => void;

  beforeEach(async () => {
    const server = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    proxy = await TcpProxy.open((server.address() as AddressInfo).port);
    near = connect(proxy.port, '127.0.0.1');
    [far] = (await once(server, 'connection')) as [Socket];
    far.setEncoding('utf8').on('error', () => undefined);
    near.on('error', () => undefined);
    stopServer = () => server.close();
  });
  afterEach(async () => {
    near.destroy();
    stopServer();
    await proxy.close();
  });

  /** Reads at least `length` characters. */
  async function read(length: number): Promise<string> {
    for (let text = ''; ;) {
      text += String((await once(far, 'data'))[0]);
      if (text.length >= length) return text;
    }
  }

  it('keeps bytes in order when the latency falls while some are held back', async () => {
    const lines = Array.from({ length: 60 }, (_, line) => `${String(line).padStart(3, '0')}\n`);
    proxy.delay(60);
    for (const [index, line] of lines.entries()) {
      near.write(line);
      // Each in its own segment.
      await new Promise((resolve) => setImmediate(resolve));
      if (index === 30) proxy.delay(20);
      if (index === 45) proxy.delay(0);
    }
    expect(await read(lines.length * 4)).toBe(lines.join(''));
  });

  it('passes nothing while frozen, and everything afterwards', async () => {
    proxy.freeze(true);
    near.write('held back');
    let isFrozen = true;
    const held = read('held back'.length).then((text) => ({ text, isFrozen }));
    // Another link proves that the written bytes had time to arrive.
    const other = connect(proxy.port, '127.0.0.1').on('error', () => undefined);
    await once(other, 'connect');
    isFrozen = false;
    proxy.freeze(false);
    expect(await held).toEqual({ text: 'held back', isFrozen: false });
    other.destroy();
  });

  it('resets cut links, and refuses new ones until allowed again', async () => {
    const closeOf = (socket: Socket): Promise<void> => new Promise((resolve) => socket.once('close', () => resolve()));
    const gone = closeOf(near);
    proxy.refuse(true);
    proxy.cut();
    await gone;
    const refused = connect(proxy.port, '127.0.0.1').on('error', () => undefined);
    await closeOf(refused);
    expect(refused.bytesRead).toBe(0);
  });
});
