import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import fc from 'fast-check';
import { FanOutWriter, isPlain, type WritableConnection } from './fan-out-writer.js';
import { MAX_BATCH, type SendEach } from './send-each.js';

/** Bytes the kernel buffers for a connection. */
const ROOM = 8;
/** Bytes Node buffers for a socket before `write` returns `false`. */
const HIGH_WATER_MARK = 6;

/** File descriptors of a process. As in a kernel, the next connection gets the lowest free number. */
class Kernel {
  readonly open = new Map<number, Connection>();
  calls = 0;

  /** @param readsMeanwhile peers read between two sends of one call */
  constructor(private readonly readsMeanwhile = false) {}

  accept(): Connection {
    let fd = 3;
    while (this.open.has(fd)) fd += 1;
    const connection = new Connection(this, fd);
    this.open.set(fd, connection);
    return connection;
  }

  readonly sendEach: SendEach = (fds, which, count, buffers) => {
    this.calls += 1;
    let unsent = 0;
    for (let row = 0; row < count; row += 1) {
      const bytes = buffers[which[row] ?? -1];
      if (!bytes) throw new Error('which names a buffer that is not there');
      const connection = this.open.get(fds[row] ?? -1);
      const taken = connection?.take(bytes) ?? -1;
      if (this.readsMeanwhile) connection?.makeRoom();
      if (taken !== bytes.length) unsent += 1;
      fds[row] = taken;
    }
    return unsent;
  };
}

/** One connection with Node's socket over it. */
class Connection implements WritableConnection {
  readonly isPlain: boolean = true;
  isGathered = false;
  isFull = false;
  /** What the peer has read, the kernel buffers and Node's socket buffers. */
  read = '';
  held = '';
  waiting = '';
  /** Everything written to it while it was open. */
  expected = '';
  nodeWrites = 0;
  readonly socket: {
    _handle: { fd: number } | null;
    readonly writableLength: number;
    write(bytes: Uint8Array | string): boolean;
  };

  constructor(
    private readonly kernel: Kernel,
    fd: number,
  ) {
    const waiting = (): number => this.waiting.length;
    this.socket = {
      _handle: { fd },
      get writableLength() {
        return waiting();
      },
      write: (bytes) => this.#nodeWrite(bytes),
    };
  }

  /** @returns bytes taken, -1 for none */
  take(bytes: Uint8Array): number {
    const taken = Math.min(ROOM - this.held.length, bytes.length);
    this.held += Buffer.from(bytes.subarray(0, taken)).toString('latin1');
    return taken > 0 ? taken : -1;
  }

  /** The peer reads what the kernel buffers. */
  makeRoom(): void {
    this.read += this.held;
    this.held = '';
  }

  /** The peer reads everything. */
  drain(): void {
    if (!this.socket._handle) return;
    while (this.held || this.waiting) {
      this.makeRoom();
      const taken = Math.max(0, this.take(Buffer.from(this.waiting, 'latin1')));
      this.waiting = this.waiting.slice(taken);
    }
    this.isFull = false;
  }

  close(): void {
    if (this.socket._handle) this.kernel.open.delete(this.socket._handle.fd);
    this.socket._handle = null;
  }

  full(): void {
    this.isFull = true;
  }

  #nodeWrite(bytes: Uint8Array | string): boolean {
    this.nodeWrites += 1;
    if (!this.socket._handle) return false;
    const due = Buffer.from(bytes as Uint8Array);
    const taken = this.waiting ? 0 : Math.max(0, this.take(due));
    this.waiting += due.subarray(taken).toString('latin1');
    return this.waiting.length < HIGH_WATER_MARK;
  }
}

type Step =
  | { do: 'fan-out'; texts: readonly string[] }
  | { do: 'now'; who: number; text: string }
  | { do: 'now while corked'; who: number; text: string; before: string }
  | { do: 'close while corked'; who: number; text: string }
  | { do: 'drain'; who: number }
  | { do: 'accept' };

const text = fc.string({ minLength: 1, maxLength: 2 * ROOM, unit: fc.constantFrom('a', 'b', 'c') });
const who = fc.nat(5);
const steps = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant('fan-out' as const), texts: fc.array(text, { minLength: 1 }) }),
    },
    fc.record({ do: fc.constant('now' as const), who, text }),
    fc.record({ do: fc.constant('now while corked' as const), who, text, before: text }),
    fc.record({ do: fc.constant('close while corked' as const), who, text }),
    { weight: 3, arbitrary: fc.record({ do: fc.constant('drain' as const), who }) },
    fc.record({ do: fc.constant('accept' as const) }),
  ),
  { maxLength: 40 },
);

/** Plays the steps with many connections, and checks after each that every peer has its own bytes. */
function play(list: readonly Step[], readsMeanwhile: boolean): void {
  const kernel = new Kernel(readsMeanwhile);
  const writer = new FanOutWriter(kernel.sendEach);
  const everyone = [kernel.accept(), kernel.accept(), kernel.accept()];
  const pick = (place: number): Connection => everyone[place % everyone.length] ?? kernel.accept();
  const give = (to: Connection, due: string): void => {
    if (to.socket._handle) to.expected += due;
    if (!writer.write(to, Buffer.from(due, 'latin1'))) to.full();
  };
  const act: { [Kind in Step['do']]: (step: Extract<Step, { do: Kind }>) => void } = {
    'fan-out': ({ texts }) => {
      writer.cork();
      // Full connections are behind: they catch up when their socket drains, and get no batches meanwhile.
      everyone.filter(({ isFull }) => !isFull).forEach((to, index) => give(to, texts[index % texts.length] ?? ''));
      writer.uncork();
    },
    now: ({ who: place, text: due }) => {
      const to = pick(place);
      if (to.socket._handle) to.expected += due;
      writer.writeNow(to, Buffer.from(due, 'latin1'));
    },
    'now while corked': ({ who: place, text: due, before }) => {
      const to = pick(place);
      writer.cork();
      give(to, before);
      give(to, before);
      act.now({ do: 'now', who: place, text: due });
      writer.uncork();
    },
    'close while corked': ({ who: place, text: due }) => {
      const leaving = pick(place);
      writer.cork();
      if (!writer.write(leaving, Buffer.from(due, 'latin1'))) leaving.full();
      leaving.close();
      // It gets the descriptor that was just freed.
      everyone.push(kernel.accept());
      writer.uncork();
    },
    drain: ({ who: place }) => pick(place).drain(),
    accept: () => void everyone.push(kernel.accept()),
  };
  for (const step of list) {
    (act[step.do] as (step: Step) => void)(step);
    for (const { socket, read, held, waiting, expected } of everyone) {
      if (socket._handle) expect(read + held + waiting).toBe(expected);
      // Bytes unsent at the close are lost with it; nothing else may have taken their place.
      else expect(expected.startsWith(read + held)).toBe(true);
    }
  }
}

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('FanOutWriter', () => {
  it('writes to each connection all of its own bytes, once and in order, however full, drained, closed or replaced', () => {
    fc.assert(fc.property(steps, fc.boolean(), play), { numRuns: 2_000 });
  });

  it('sends gathered bytes in one call, and none of them through Node', () => {
    const kernel = new Kernel();
    const writer = new FanOutWriter(kernel.sendEach);
    const everyone = Array.from({ length: 20 }, () => kernel.accept());
    for (const batch of [bytes('hi'), bytes('ho')]) {
      const before = kernel.calls;
      writer.cork();
      for (const to of everyone) expect(writer.write(to, batch)).toBe(true);
      expect(kernel.calls).toBe(before);
      writer.uncork();
      expect(kernel.calls).toBe(before + 1);
    }
    expect(everyone.map(({ held, nodeWrites }) => held + nodeWrites)).toEqual(everyone.map(() => 'hiho0'));
  });

  it('sends as soon as it has gathered as much as one call takes', () => {
    const kernel = new Kernel();
    const writer = new FanOutWriter(kernel.sendEach);
    writer.cork();
    const shared = bytes('x');
    for (let index = 0; index <= MAX_BATCH; index += 1) writer.write(kernel.accept(), shared);
    expect(kernel.calls).toBe(1);
    writer.uncork();
    expect([...kernel.open.values()].every(({ held }) => held === 'x')).toBe(true);
  });

  it('reports full sockets after the rest of the bytes is with Node', () => {
    const kernel = new Kernel();
    const writer = new FanOutWriter(kernel.sendEach);
    const [slow, quick] = [kernel.accept(), kernel.accept()];
    writer.cork();
    const long = bytes('x'.repeat(ROOM + HIGH_WATER_MARK));
    expect(writer.write(slow, long)).toBe(true);
    writer.write(quick, bytes('y'));
    writer.uncork();
    expect({ full: slow.isFull, waiting: slow.waiting.length }).toEqual({ full: true, waiting: HIGH_WATER_MARK });
    expect({ full: quick.isFull, held: quick.held }).toEqual({ full: false, held: 'y' });
  });

  it('waits for the last of several corks', () => {
    const kernel = new Kernel();
    const writer = new FanOutWriter(kernel.sendEach);
    const to = kernel.accept();
    writer.cork();
    writer.cork();
    writer.write(to, bytes('a'));
    writer.uncork();
    expect(to.held).toBe('');
    writer.uncork();
    expect(to.held).toBe('a');
  });

  it('writes through Node without the compiled part, to sockets that are not plain, and to sockets with buffered bytes', () => {
    const kernel = new Kernel();
    const [plain, secret, behind] = [kernel.accept(), kernel.accept(), kernel.accept()];
    const without = new FanOutWriter();
    without.cork();
    without.write(plain, bytes('a'));
    expect(plain.nodeWrites).toBe(1);
    const writer = new FanOutWriter(kernel.sendEach);
    behind.waiting = 'z';
    writer.cork();
    writer.write(Object.assign(secret, { isPlain: false }), bytes('b'));
    writer.write(behind, bytes('c'));
    expect([secret.nodeWrites, behind.nodeWrites, behind.waiting, kernel.calls]).toEqual([1, 1, 'zc', 0]);
  });
});

describe('isPlain', () => {
  it('is true for an open TCP connection, and false for TLS, a closed one, or anything else', async () => {
    const server = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    await once(socket, 'connect');
    expect(isPlain(socket)).toBe(true);
    const secret = new TLSSocket(socket);
    secret.on('error', () => undefined);
    expect(isPlain(secret)).toBe(false);
    expect(isPlain(new Socket())).toBe(false);
    expect(isPlain({ write: () => true })).toBe(false);
    secret.destroy();
    socket.destroy();
    expect(isPlain(socket)).toBe(false);
    server.close();
    await once(server, 'close');
  });
});
