import { describe, expect, it } from '@jest/globals';
import { SimulatedClock } from '../testing/simulated-clock.js';
import { HalfOpenWatch } from './half-open-watch.js';
import { connectionKey, type Peer, readUnacknowledged } from './tcp-table.js';

const HEADER = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';

describe('readUnacknowledged', () => {
  it('finds the connections on which the kernel retransmits, in both address families', async () => {
    const tcp =
      HEADER +
      '   0: 0100007F:0FA0 0100007F:D431 01 00000000:00000000 02:000004F2 00000000     0        0 1 2 0 20 4 30 10 -1\n' +
      '   1: 0200640A:0FA0 0100640A:C001 01 0000007B:00000000 01:00000123 00000005     0        0 1 2 0 20 4 30 10 -1\n' +
      '   2: 0200640A:0FA0 0300640A:C002 01 0000007B:00000000 04:00000123 00000005     0        0 1 2 0 20 4 30 10 -1\n';
    const tcp6 =
      HEADER +
      '   0: 0000000000000000FFFF00000200640A:0FA0 0000000000000000FFFF00000400640A:C003 01 0000007B:00000000 01:00000123 0000000A 0 0 1\n' +
      '   1: B80D0120000000000000000001000000:0FA0 B80D0120000000000000000002000000:C004 01 0000007B:00000000 01:00000123 00000002 0 0 1\n';
    const table = await readUnacknowledged((path) => Promise.resolve(path.endsWith('6') ? tcp6 : tcp));
    expect([...table]).toEqual([
      ['4000-10.100.0.1:49153', 5],
      ['4000-10.100.0.4:49155', 10],
      ['4000-2001:db8::2:49156', 2],
    ]);
  });

  it('is empty without such a table', async () => {
    expect((await readUnacknowledged(() => Promise.reject(new Error('ENOENT')))).size).toBe(0);
  });
});

describe('HalfOpenWatch', () => {
  const peer = (remotePort: number): Peer => ({ localPort: 4000, remoteAddress: '::ffff:10.0.0.1', remotePort });

  async function watch(looks: readonly Record<number, number>[]): Promise<number[]> {
    const clock = new SimulatedClock();
    const reaped: number[] = [];
    const streams = new Set([1, 2]);
    let table: ReadonlyMap<string, number> = new Map();
    const handler = {
      get size() {
        return streams.size;
      },
      reap(isGone: (who: Peer) => boolean) {
        const gone = [...streams].filter((port) => isGone(peer(port)));
        for (const port of gone) streams.delete(port);
        reaped.push(...gone);
        return gone.length;
      },
    };
    const watching = new HalfOpenWatch(handler, clock, () => Promise.resolve(table));
    for (const look of looks) {
      clock.advance(5_000);
      table = new Map(Object.entries(look).map(([port, times]) => [connectionKey(peer(Number(port))), times]));
      await watching.look();
    }
    expect(watching.reapedTotal).toBe(reaped.length);
    return reaped;
  }

  it('destroys a stream whose peer acknowledges nothing for 25 s, and no other', async () => {
    expect(await watch([{ 1: 1, 2: 1 }, { 1: 3 }, { 1: 5 }, { 1: 6 }, { 1: 6 }])).toEqual([]);
    expect(await watch([{ 1: 1, 2: 1 }, { 1: 3 }, { 1: 5 }, { 1: 6 }, { 1: 6 }, { 1: 7, 2: 1 }])).toEqual([1]);
  });

  it('spares a peer that acknowledged in between', async () => {
    expect(await watch([{ 1: 4 }, { 1: 5 }, { 1: 6 }, { 1: 1 }, { 1: 2 }, { 1: 3 }, { 1: 4 }])).toEqual([]);
  });
});
