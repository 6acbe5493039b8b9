import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { loadSendEach, MAX_BATCH, type SendEach } from './send-each.js';

const hasCompiler = (process.env.PATH ?? '')
  .split(delimiter)
  .some((folder) => ['cc', 'gcc', 'clang'].some((name) => existsSync(join(folder, name))));

const fdOf = (socket: Socket): number => (socket as Socket & { _handle: { fd: number } })._handle.fd;

describe('loadSendEach', () => {
  it('loads the compiled part if there is a compiler', () => {
    expect(typeof loadSendEach()).toBe(hasCompiler ? 'function' : 'undefined');
  });

  it('returns undefined for a missing binary, and throws for a broken one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bellhop-native-'));
    expect(loadSendEach(join(folder, 'missing.node'))).toBeUndefined();
    const broken = join(folder, 'broken.node');
    writeFileSync(broken, 'not a shared object');
    expect(() => loadSendEach(broken)).toThrow(/broken\.node/);
    rmSync(folder, { recursive: true });
  });
});

(hasCompiler ? describe : describe.skip)('sendEach, on real sockets', () => {
  const sendEach = loadSendEach() as SendEach;
  let server: Server;
  const accepted: Socket[] = [];
  const clients: Socket[] = [];

  beforeEach(async () => {
    server = createServer((socket) => accepted.push(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    for (const socket of [...clients.splice(0), ...accepted.splice(0)]) socket.destroy();
    server.close();
    await once(server, 'close');
  });

  async function connected(): Promise<{ near: Socket; far: Socket }> {
    const far = connect((server.address() as AddressInfo).port, '127.0.0.1');
    clients.push(far);
    const [near] = (await once(server, 'connection')) as [Socket];
    return { near, far };
  }

  it('sends each socket its own bytes', async () => {
    const pairs = [await connected(), await connected(), await connected()];
    const fds = Int32Array.from(pairs, ({ near }) => fdOf(near));
    const buffers = [Buffer.from('one'), Buffer.from('other')];
    expect(sendEach(fds, Uint32Array.of(0, 1, 0), 3, buffers)).toBe(0);
    expect([...fds]).toEqual([3, 5, 3]);
    const got = await Promise.all(pairs.map(async ({ far }) => String((await once(far, 'data'))[0])));
    expect(got).toEqual(['one', 'other', 'one']);
  });

  it('reports how much a socket took of its bytes, and never waits for it', async () => {
    const { near, far } = await connected();
    far.pause();
    const fds = new Int32Array(1);
    const large = Buffer.alloc(16 * 1024 * 1024);
    fds[0] = fdOf(near);
    expect(sendEach(fds, Uint32Array.of(0), 1, [large])).toBe(1);
    expect(fds[0]).toBeGreaterThan(0);
    expect(fds[0]).toBeLessThan(large.length);
    // The kernel may move some of it to the other side meanwhile, which makes room, but not for all.
    let tries = 0;
    while (fds[0] !== -1 && tries < 100) {
      fds[0] = fdOf(near);
      expect(sendEach(fds, Uint32Array.of(0), 1, [large])).toBe(1);
      tries += 1;
    }
    expect(fds[0]).toBe(-1);
  });

  it('takes as many at once as the writer gathers', () => {
    const fds = new Int32Array(MAX_BATCH).fill(-1);
    expect(sendEach(fds, new Uint32Array(MAX_BATCH), MAX_BATCH, [Buffer.from('x')])).toBe(MAX_BATCH);
  });

  it('continues past a closed socket', async () => {
    const { near, far } = await connected();
    const fds = Int32Array.of(-1, fdOf(near));
    expect(sendEach(fds, Uint32Array.of(0, 0), 2, [Buffer.from('on')])).toBe(1);
    expect([...fds]).toEqual([-1, 2]);
    expect(String((await once(far, 'data'))[0])).toBe('on');
  });

  it('rejects arguments that do not fit together, before anything is sent', async () => {
    const { near, far } = await connected();
    const fds = (): Int32Array => Int32Array.of(fdOf(near));
    const which = Uint32Array.of(0);
    const some = [Buffer.from('x')];
    const refused: [unknown[], RegExp][] = [
      [[], /count/],
      [[fds(), which, MAX_BATCH + 1, some], /count/],
      [[fds(), which, 2, some], /fds/],
      [[new Uint32Array(1), which, 1, some], /fds/],
      [[fds(), Int32Array.of(0), 1, some], /which/],
      [[fds(), Uint32Array.of(1), 1, some], /place/],
      [[fds(), which, 1, ['x']], /buffers/],
      [[fds(), which, 1, 'x'], /buffers/],
      [[fds(), which, 1, new Array(MAX_BATCH + 1).fill(some[0])], /buffers/],
    ];
    const call = sendEach as unknown as (...args: unknown[]) => number;
    for (const [args, why] of refused) expect(() => call(...args)).toThrow(why);
    near.write('nothing else');
    expect(String((await once(far, 'data'))[0])).toBe('nothing else');
  });
});
