import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ConnectionTable } from './connection-table.js';

class FakeSocket {
  destroyed = false;
  constructor(readonly name: string) {}

  destroy(): this {
    this.destroyed = true;
    return this;
  }
}

const sockets = (...names: readonly string[]): FakeSocket[] => names.map((name) => new FakeSocket(name));

describe('the table of connections', () => {
  it('closes the longest idle connection to make room, and refuses the new one when none is idle', () => {
    const table = new ConnectionTable<FakeSocket>({ total: 3, perNetwork: 3 });
    const [a, b, c, d, e, f] = sockets('a', 'b', 'c', 'd', 'e', 'f') as [FakeSocket, ...FakeSocket[]] & FakeSocket[];
    for (const socket of [a, b, c]) expect(table.add(socket as FakeSocket, socket?.name)).toBeUndefined();
    table.begin(a);
    table.begin(b as FakeSocket);
    table.end(a);
    // c never sent a request and has been idle longer than a.
    expect(table.add(d as FakeSocket, 'd')).toBeUndefined();
    expect([a, b, c, d].map((socket) => socket?.destroyed)).toEqual([false, false, true, false]);
    table.begin(d as FakeSocket);
    expect(table.add(e as FakeSocket, 'e')).toBeUndefined();
    expect(a.destroyed).toBe(true);
    table.begin(e as FakeSocket);
    expect(table.add(f as FakeSocket, 'f')).toBe('total');
    table.remove(b as FakeSocket);
    expect(table.add(f as FakeSocket, 'f')).toBeUndefined();
    expect([b, d, e, f].map((socket) => socket?.destroyed)).toEqual([false, false, false, false]);
  });

  it('limits each network to its share without closing connections of others', () => {
    const table = new ConnectionTable<FakeSocket>({ total: 100, perNetwork: 2 });
    const [other, one, two, three, four] = sockets('other', '1', '2', '3', '4');
    if (!other || !one || !two || !three || !four) throw new Error('five sockets were made');
    table.add(other, 'theirs');
    table.add(one, 'ours');
    table.add(two, 'ours');
    expect(table.add(three, 'ours')).toBeUndefined();
    expect([other.destroyed, one.destroyed, two.destroyed]).toEqual([false, true, false]);
    table.begin(two);
    table.begin(three);
    expect(table.add(four, 'ours')).toBe('network');
    expect(table.add(four, 'theirs')).toBeUndefined();
  });

  it('counts a proxy’s connections only in the total', () => {
    const table = new ConnectionTable<FakeSocket>({ total: 5, perNetwork: 1 });
    const many = sockets('1', '2', '3', '4', '5', '6');
    for (const socket of many.slice(0, 5)) {
      expect(table.add(socket, undefined)).toBeUndefined();
      table.begin(socket);
    }
    expect(many[5] && table.add(many[5], undefined)).toBe('total');
  });

  it('stays within its bounds, never closes a busy connection, and forgets closed ones', () => {
    const bounds = { total: 6, perNetwork: 3 };
    const step = fc.record({
      do: fc.constantFrom('add', 'add', 'begin', 'end', 'remove'),
      network: fc.constantFrom('a', 'b', 'c', undefined),
      which: fc.nat(20),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const table = new ConnectionTable<FakeSocket>(bounds);
        const open = new Map<FakeSocket, { network: string | undefined; busy: number }>();
        const ofNetwork = (network: string | undefined) =>
          [...open.values()].filter((entry) => entry.network === network);
        for (const { do: what, network, which } of steps) {
          const known = [...open.keys()][which % Math.max(1, open.size)];
          if (what === 'add') {
            const full = network !== undefined && ofNetwork(network).length >= bounds.perNetwork;
            const mayClose = [...open].filter(([, entry]) => entry.busy === 0 && (!full || entry.network === network));
            const isFull = full || open.size >= bounds.total;
            const socket = new FakeSocket('x');
            const refused = table.add(socket, network);
            expect(refused !== undefined).toBe(isFull && mayClose.length === 0);
            for (const [other, { busy }] of [...open]) {
              if (!other.destroyed) continue;
              expect(busy).toBe(0);
              open.delete(other);
            }
            if (refused === undefined) open.set(socket, { network, busy: 0 });
          } else if (known) {
            const entry = open.get(known);
            if (!entry) continue;
            if (what === 'begin') {
              entry.busy += 1;
              table.begin(known);
            } else if (what === 'end' && entry.busy > 0) {
              entry.busy -= 1;
              table.end(known);
            } else if (what === 'remove') {
              open.delete(known);
              table.remove(known);
            }
          }
          expect(table.size).toBe(open.size);
          expect(open.size).toBeLessThanOrEqual(bounds.total);
          for (const name of ['a', 'b', 'c']) expect(ofNetwork(name).length).toBeLessThanOrEqual(bounds.perNetwork);
        }
      }),
      { seed: 20_261_121, numRuns: 300 },
    );
  });
});
