import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { EventLog, Transactor, UnloggedRecord } from '@bellhop/realtime';
import fc from 'fast-check';

/** A log under test, opened, with the way to begin its transactions. */
export interface LogUnderTest<Tx> {
  readonly log: EventLog<Tx>;
  readonly transactor: Transactor<Tx>;
  /** Another handle on the same data, as another process has it; `undefined` where there is none. */
  reopen?(): EventLog<Tx>;
  close(): Promise<void>;
}

let made = 0;
const record = (orgId: string, more: Partial<UnloggedRecord> = {}): UnloggedRecord => {
  made += 1;
  return {
    eventId: `01980000-0000-7000-8000-${made.toString(16).padStart(12, '0')}`,
    eventType: 'TaskCreated',
    domain: 'tasks',
    timestamp: 1_000,
    orgId,
    payloadJson: `{"n":${made}}`,
    ...more,
  };
};

/** What every driver of the event log promises. */
export function describeEventLog<Tx>(name: string, open: () => Promise<LogUnderTest<Tx>>): void {
  describe(`event log: ${name}`, () => {
    let under: LogUnderTest<Tx>;
    let log: EventLog<Tx>;
    let org: string;
    let orgs = 0;

    const append = (...records: UnloggedRecord[]) =>
      under.transactor.transaction((tx) => under.log.append(tx, records));
    const seqs = async (after = 0, limit = 1_000): Promise<number[]> =>
      (await log.read(org, after, limit)).map(({ seq }) => seq);

    beforeAll(async () => {
      under = await open();
      log = under.log;
    }, 60_000);
    afterAll(() => under.close());
    beforeEach(() => {
      org = `org-${(orgs += 1)}`;
    });

    it('counts each org’s events from 1, without holes, in the order they were raised', async () => {
      const first = await append(record(org), record(org));
      const second = await append(record(org));
      expect([...first, ...second].map(({ seq }) => seq)).toEqual([1, 2, 3]);
      expect(await seqs()).toEqual([1, 2, 3]);
    });

    it('counts orgs apart, also within one transaction', async () => {
      const other = `${org}-other`;
      const logged = await append(record(org), record(other), record(org));
      expect(logged.map(({ orgId, seq }) => [orgId, seq])).toEqual([
        [org, 1],
        [other, 1],
        [org, 2],
      ]);
    });

    it('goes on counting within a transaction that appends twice', async () => {
      const logged = await under.transactor.transaction(async (tx) => [
        ...(await log.append(tx, [record(org)])),
        ...(await log.append(tx, [record(org), record(org)])),
      ]);
      expect(logged.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    });

    it('gives a record back as it was appended', async () => {
      const unlogged = record(org, {
        propertyId: 'p1',
        timestamp: 1_795_228_622_123,
        payloadJson: JSON.stringify({ text: 'a\n\u0000\u2028"\\ é 🛎', big: 9007199254740991, nested: [null, {}] }),
      });
      const [logged] = await append(unlogged, record(org));
      expect(logged).toEqual({ ...unlogged, seq: 1, mark: expect.any(Number) as unknown, prevMark: 0 });
      const [read, wide] = await log.read(org, 0, 10);
      expect(read).toEqual(logged);
      expect(wide).not.toHaveProperty('propertyId');
    });

    it('keeps nothing of a transaction that fails, and leaves no hole for it', async () => {
      await append(record(org));
      const failing = under.transactor.transaction(async (tx) => {
        await log.append(tx, [record(org), record(org)]);
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      expect((await append(record(org))).map(({ seq }) => seq)).toEqual([2]);
      expect(await seqs()).toEqual([1, 2]);
    });

    it('shows nothing before the commit, so that whoever sees n has seen everything before it', async () => {
      const writers = Array.from({ length: 12 }, (_, index) =>
        append(...Array.from({ length: 1 + (index % 3) }, () => record(org))),
      );
      const seen: number[][] = [];
      let writing = true;
      const reader = (async () => {
        while (writing) seen.push(await seqs());
      })();
      await Promise.all(writers);
      writing = false;
      await reader;
      for (const list of [...seen, await seqs()]) expect(list).toEqual(list.map((_, index) => index + 1));
      expect((await log.bounds(org)).head).toBe(24);
    });

    it('does not deadlock transactions that write to the same orgs in opposite order', async () => {
      const other = `${org}-other`;
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          index % 2 ? append(record(org), record(other)) : append(record(other), record(org)),
        ),
      );
      const { heads } = await log.heads([org, other]);
      expect([heads.get(org)?.seq, heads.get(other)?.seq]).toEqual([20, 20]);
    });

    it('refuses the same eventId twice in one org, and nothing of that transaction stays', async () => {
      const twice = record(org);
      await append(twice);
      await expect(append(record(org), twice)).rejects.toThrow();
      expect(await seqs()).toEqual([1]);
    });

    describe('told to skip what it has', () => {
      const again = (...records: UnloggedRecord[]) =>
        under.transactor.transaction((tx) => log.append(tx, records, { onDuplicate: 'skip' }));

      it('logs what is new, in the order given, and counts nothing for the rest', async () => {
        const known = record(org);
        await append(known);
        const [a, b] = [record(org), record(org)];
        const logged = await again(a, { ...known, payloadJson: '"another"' }, b, { ...a, payloadJson: '"twice"' });
        expect(logged).toMatchObject([
          { ...a, seq: 2 },
          { ...b, seq: 3 },
        ]);
        expect(await log.read(org, 0, 10)).toMatchObject(
          [known, a, b].map((one, index) => ({ ...one, seq: index + 1 })),
        );
      });

      it('changes nothing for what it has all of, also from another handle', async () => {
        const batch = [record(org), record(org)];
        await again(...batch);
        const other = under.reopen?.();
        await other?.open();
        const repeated = await under.transactor.transaction((tx) =>
          (other ?? log).append(tx, batch, { onDuplicate: 'skip' }),
        );
        expect(repeated).toEqual([]);
        expect(await again(...batch)).toEqual([]);
        expect(await log.bounds(org)).toMatchObject({ head: 2, floor: 0 });
        expect((await append(record(org))).map(({ seq }) => seq)).toEqual([3]);
      });

      it('knows what the same transaction has appended', async () => {
        const one = record(org);
        await under.transactor.transaction(async (tx) => {
          await log.append(tx, [one]);
          expect(await log.append(tx, [one, record(org)], { onDuplicate: 'skip' })).toMatchObject([{ seq: 2 }]);
        });
        expect(await seqs()).toEqual([1, 2]);
      });

      it('looks at each org apart', async () => {
        const one = record(org);
        const elsewhere = { ...one, orgId: `${org}-other` };
        await again(one);
        expect(await again(one, elsewhere)).toMatchObject([{ ...elsewhere, seq: 1 }]);
      });

      it('gives an id a place once, however many write it at a time, and leaves no hole', async () => {
        const shared = Array.from({ length: 8 }, () => record(org));
        const writers = Array.from({ length: 20 }, (_, index) => {
          const own = record(org);
          // Each in another order, among writers that do not skip.
          const turned = [...shared.slice(index % 8), ...shared.slice(0, index % 8)];
          return Promise.all([again(...turned, own), append(record(org))]);
        });
        const logged = (await Promise.all(writers)).flat(2);
        expect(logged).toHaveLength(8 + 20 + 20);
        const read = await log.read(org, 0, 1_000);
        expect(read.map(({ seq }) => seq)).toEqual(Array.from({ length: 48 }, (_, index) => index + 1));
        expect(new Set(read.map(({ eventId }) => eventId)).size).toBe(48);
        expect((await log.bounds(org)).head).toBe(48);
      });

      it('forgets an id that a failed transaction brought, and one that has expired', async () => {
        const one = record(org, { timestamp: 1 });
        const failing = under.transactor.transaction(async (tx) => {
          await log.append(tx, [one], { onDuplicate: 'skip' });
          throw new Error('no');
        });
        await expect(failing).rejects.toThrow('no');
        expect((await again(one)).map(({ seq }) => seq)).toEqual([1]);
        await log.purge(2, 1_000);
        expect((await again({ ...one, timestamp: 50_000 })).map(({ seq }) => seq)).toEqual([2]);
        await log.purge(60_000, 1_000);
      });
    });

    it('goes by the server’s time for retention, whatever time a publisher’s clock says', async () => {
      const late = record(org, { timestamp: 7 });
      const early = record(org, { timestamp: 90_000 });
      await append(record(org, { timestamp: 40_000 }));
      await under.transactor.transaction((tx) => log.append(tx, [late, early], { loggedAt: 40_001 }));
      await append(record(org, { timestamp: 40_002 }));
      expect((await log.read(org, 1, 2)).map(({ timestamp }) => timestamp)).toEqual([7, 90_000]);
      expect(await Promise.all([40_000, 40_001, 40_002].map((at) => log.seqBefore(org, at)))).toEqual([0, 1, 3]);
      await log.purge(40_001, 1_000);
      expect(await seqs()).toEqual([2, 3, 4]);
      await log.purge(40_002, 1_000);
      expect(await seqs()).toEqual([4]);
      await log.purge(99_000, 1_000);
    });

    it('links each event to the one before it, over calls, transactions and what was rolled back', async () => {
      await append(record(org), record(org));
      const failing = under.transactor.transaction(async (tx) => {
        await log.append(tx, [record(org)]);
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      const logged = await under.transactor.transaction(async (tx) => [
        ...(await log.append(tx, [record(org)])),
        ...(await log.append(tx, [record(org), record(org)])),
      ]);
      const read = await log.read(org, 0, 10);
      expect(read.slice(2)).toEqual(logged);
      expect(read.map(({ prevMark }) => prevMark)).toEqual([0, ...read.slice(0, -1).map(({ mark }) => mark)]);
      expect(new Set(read.map(({ mark }) => mark)).size).toBe(5);
      for (const { mark } of read) expect(Number.isInteger(mark) && mark > 0 && mark < 2 ** 31).toBe(true);
      expect(await log.bounds(org)).toMatchObject({ head: 5, mark: read.at(-1)?.mark });
    });

    it('reads no more than it is allowed of large payloads, but always the next event', async () => {
      const sizes = [10, 400, 10, 10, 500];
      await append(...sizes.map((size) => record(org, { payloadJson: `"${'é'.repeat((size - 2) / 2)}"` })));
      const lengths = async (after: number, maxBytes: number): Promise<number[]> =>
        (await log.read(org, after, 10, maxBytes)).map(({ seq }) => seq);
      expect(await lengths(0, 410)).toEqual([1, 2]);
      expect(await lengths(0, 409)).toEqual([1]);
      expect(await lengths(1, 100)).toEqual([2]);
      expect(await lengths(2, 520)).toEqual([3, 4, 5]);
      expect(await lengths(4, 1)).toEqual([5]);
    });

    it('reads a stretch after a place, up to a limit', async () => {
      await append(...Array.from({ length: 10 }, () => record(org)));
      expect(await seqs(3, 4)).toEqual([4, 5, 6, 7]);
      expect(await seqs(10)).toEqual([]);
      expect(await seqs(99)).toEqual([]);
    });

    it('tells the bounds, and zero for an org without events', async () => {
      expect(await log.bounds(org)).toEqual({ epoch: log.epoch, head: 0, mark: 0, floor: 0 });
      const [, second] = await append(record(org), record(org));
      expect(await log.bounds(org)).toEqual({ epoch: log.epoch, head: 2, mark: second?.mark, floor: 0 });
    });

    it('tells the heads of many orgs at once and leaves out those without events', async () => {
      const [, second] = await append(record(org), record(org));
      const { epoch, heads } = await log.heads([org, `${org}-none`]);
      expect(epoch).toBe(log.epoch);
      expect([...heads]).toEqual([[org, { seq: 2, mark: second?.mark }]]);
      expect((await log.heads([])).heads.size).toBe(0);
    });

    it('tells where a time begins', async () => {
      await append(record(org, { timestamp: 100 }), record(org, { timestamp: 200 }), record(org, { timestamp: 300 }));
      expect(await Promise.all([50, 100, 150, 300, 301].map((at) => log.seqBefore(org, at)))).toEqual([0, 0, 1, 2, 3]);
      expect(await log.seqBefore(`${org}-none`, 0)).toBe(0);
    });

    it('purges a run from the old end only, in steps, and keeps counting', async () => {
      // The fourth was raised on a clock that runs behind: it goes with what is before it or not at all.
      const times = [10, 20, 400, 15, 500, 600];
      await append(...times.map((timestamp) => record(org, { timestamp })));
      let removed = 0;
      for (let step = await log.purge(50, 2); step > 0; step = await log.purge(50, 2)) removed += step;
      const left = await seqs();
      expect(left).toEqual([1, 2, 3, 4, 5, 6].slice(removed));
      expect(left).toEqual(expect.arrayContaining([5, 6]));
      expect(removed).toBeGreaterThanOrEqual(2);
      expect(await log.bounds(org)).toMatchObject({ head: 6, floor: removed });
      expect((await append(record(org, { timestamp: 700 }))).map(({ seq }) => seq)).toEqual([7]);
      await log.purge(10_000, 1_000);
      expect(await log.bounds(org)).toMatchObject({ head: 7, floor: 7 });
      expect((await append(record(org, { timestamp: 20_000 }))).map(({ seq }) => seq)).toEqual([8]);
      await log.purge(30_000, 1_000);
    });

    it('keeps its epoch over a reopening', async () => {
      expect(log.epoch).toMatch(/^[0-9A-Za-z]{1,32}$/);
      const again = under.reopen?.();
      if (!again) return;
      await again.open();
      expect(again.epoch).toBe(log.epoch);
    });

    it('agrees with a list, whatever is appended, rolled back and purged', async () => {
      let runs = 0;
      const step = fc.oneof(
        { weight: 5, arbitrary: fc.record({ append: fc.integer({ min: 1, max: 4 }), fail: fc.boolean() }) },
        { weight: 1, arbitrary: fc.record({ purgeOlderThan: fc.integer({ min: 1, max: 30 }) }) },
      );
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
          const own = `${org}-${(runs += 1)}`;
          const model: { seq: number; timestamp: number }[] = [];
          let head = 0;
          let now = 0;
          for (const what of steps) {
            now += 1;
            if ('append' in what) {
              const work = under.transactor.transaction(async (tx) => {
                await log.append(
                  tx,
                  Array.from({ length: what.append }, () => record(own, { timestamp: now })),
                );
                if (what.fail) throw new Error('rolled back');
              });
              await work.catch(() => undefined);
              if (!what.fail) for (let i = 0; i < what.append; i += 1) model.push({ seq: (head += 1), timestamp: now });
            } else {
              await log.purge(what.purgeOlderThan, 1_000);
              while (model[0] && model[0].timestamp < what.purgeOlderThan) model.shift();
            }
          }
          expect((await log.read(own, 0, 1_000)).map(({ seq }) => seq)).toEqual(model.map(({ seq }) => seq));
          expect(await log.bounds(own)).toMatchObject({ head, floor: model[0] ? model[0].seq - 1 : head });
        }),
        { numRuns: 25 },
      );
    });
  });
}
