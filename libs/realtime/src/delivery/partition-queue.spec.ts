import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Partition } from './delivery-store.js';
import { PartitionQueue } from './partition-queue.js';

const keyOf = ({ subscription, orgId }: Partition): string => `${subscription} ${orgId}`;

describe('PartitionQueue', () => {
  it('never gives out more slots than it has, nor those reserved for another subscription', () => {
    let refusedWithPlacesFree = 0;
    const step = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({ kind: fc.constant('add' as const), subscription: fc.nat(3), org: fc.nat(40) }),
      },
      { weight: 4, arbitrary: fc.record({ kind: fc.constant('next' as const) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('admit' as const), subscription: fc.nat(3) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave' as const), which: fc.nat(20) }) },
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 24 }),
        fc.array(step, { maxLength: 120, size: 'max' }),
        (subscriptions, slots, steps) => {
          const names = Array.from({ length: subscriptions }, (_, index) => `s${index}`);
          const queue = new PartitionQueue(names, { slots, maxWaiting: 40 * subscriptions });
          const part = Math.floor(slots / (2 * subscriptions));
          const running: Partition[] = [];
          const waiting = new Map<string, Partition>();
          const runs = (name: string): number => running.filter(({ subscription }) => subscription === name).length;
          for (const what of steps) {
            if (what.kind === 'add' && what.subscription < subscriptions) {
              const partition = { subscription: `s${what.subscription}`, orgId: String(what.org) };
              if (queue.add(keyOf(partition), partition)) waiting.set(keyOf(partition), partition);
            } else if (what.kind === 'next') {
              const next = queue.next();
              if (next) {
                expect(waiting.get(next[0])).toEqual(next[1]);
                waiting.delete(next[0]);
                running.push(next[1]);
              } else if (waiting.size > 0 && running.length < slots) {
                // Every waiting subscription has more than its share; the free slots are reserved for others.
                refusedWithPlacesFree += 1;
                const kept = names.reduce((sum, name) => sum + Math.max(0, Math.max(part, 1) - runs(name)), 0);
                expect(slots - running.length).toBeLessThanOrEqual(kept);
                for (const { subscription } of waiting.values())
                  expect(runs(subscription)).toBeGreaterThanOrEqual(part);
              }
            } else if (what.kind === 'admit') {
              const partition = { subscription: `s${what.subscription}`, orgId: 'suspect' };
              if (queue.admit(partition)) running.push(partition);
            } else if (what.kind === 'leave') {
              const [partition] = running.splice(what.which, 1);
              if (partition) queue.leave(partition);
            }
            expect([queue.running, queue.waiting]).toEqual([running.length, waiting.size]);
            expect(running.length).toBeLessThanOrEqual(slots);
          }
          // A subscription with less than its share starts at once, whatever the others run.
          for (const name of names) {
            if (runs(name) >= part) continue;
            expect(queue.admit({ subscription: name, orgId: 'now' })).toBe(true);
            queue.leave({ subscription: name, orgId: 'now' });
          }
        },
      ),
      { numRuns: 200 },
    );
    expect(refusedWithPlacesFree).toBeGreaterThan(20);
  });

  it('gives a single subscription all slots', () => {
    const queue = new PartitionQueue(['only'], { slots: 3, maxWaiting: 10 });
    for (const orgId of ['a', 'b', 'c', 'd']) queue.add(orgId, { subscription: 'only', orgId });
    expect([queue.next(), queue.next(), queue.next()].map((next) => next?.[0])).toEqual(['a', 'b', 'c']);
    expect(queue.next()).toBeUndefined();
  });

  it('bounds the waiting partitions of each subscription, so that one leaves room for the others', () => {
    const queue = new PartitionQueue(['a', 'b'], { slots: 0, maxWaiting: 4 });
    const add = (subscription: string, orgId: string): boolean => queue.add(orgId, { subscription, orgId });
    expect(['1', '2', '1', '3'].map((orgId) => add('a', orgId))).toEqual([true, true, true, false]);
    expect([add('b', '1'), queue.hasSpace, add('b', '2'), queue.hasSpace]).toEqual([true, true, true, false]);
    expect(add('nobody', '1')).toBe(false);
  });
});
