import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AppendOptions, EventLog, Transactor, UnloggedRecord } from '@bellhop/realtime';
import { unlogged } from '@bellhop/realtime/testing';
import type { SimulatedClock } from '@bellhop/realtime/testing';
import fc from 'fast-check';

/** An opened log under test, and the transactor for its transactions. */
export interface LogUnderTest<Tx> {
  readonly log: EventLog<Tx>;
  readonly transactor: Transactor<Tx>;
  /** The log’s clock. */
  readonly clock: SimulatedClock;
  /** Another handle on the same data, as another process has it; `undefined` where there is none. */
  reopen?(): EventLog<Tx>;
  close(): Promise<void>;
}

/** Default retention, and a third of it, in milliseconds. */
const KEEP_MS = 90_000;
const SEGMENT_MS = 30_000;

/** Behaviour that every driver of the event log must have. */
export function describeEventLog<Tx>(name: string, open: () => Promise<LogUnderTest<Tx>>): void {
  describe(`event log: ${name}`, () => {
    let under: LogUnderTest<Tx>;
    let log: EventLog<Tx>;
    let org: string;
    let orgs = 0;

    const append = (...records: UnloggedRecord[]) =>
      under.transactor.transaction((tx) => under.log.append(tx, records));
    /** Appends each in its own transaction, a second apart. */
    const appendEach = async (...records: UnloggedRecord[]): Promise<void> => {
      for (const one of records) {
        under.clock.advance(1_000);
        await append(one);
      }
    };
    /** Makes the log open its next segment, before anything has expired. */
    const roll = async (): Promise<void> => {
      under.clock.advance(SEGMENT_MS);
      await log.purge({ keepMs: KEEP_MS });
    };
    const seqs = async (after = 0, limit = 1_000): Promise<number[]> =>
      (await log.read(org, after, limit)).map(({ seq }) => seq);

    beforeAll(async () => {
      under = await open();
      log = under.log;
    });
    afterAll(() => under.close());
    beforeEach(() => {
      org = `org-${(orgs += 1)}`;
    });

    it('numbers each organisation’s events from 1, without gaps, in the order raised', async () => {
      const first = await append(unlogged(org), unlogged(org));
      const second = await append(unlogged(org));
      expect([...first, ...second].map(({ seq }) => seq)).toEqual([1, 2, 3]);
      expect(await seqs()).toEqual([1, 2, 3]);
    });

    it('numbers organisations separately, within one transaction too', async () => {
      const other = `${org}-other`;
      const logged = await append(unlogged(org), unlogged(other), unlogged(org));
      expect(logged.map(({ orgId, seq }) => [orgId, seq])).toEqual([
        [org, 1],
        [other, 1],
        [org, 2],
      ]);
    });

    it('continues the numbers within a transaction that appends twice', async () => {
      const logged = await under.transactor.transaction(async (tx) => [
        ...(await log.append(tx, [unlogged(org)])),
        ...(await log.append(tx, [unlogged(org), unlogged(org)])),
      ]);
      expect(logged.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    });

    it('returns a record as it was appended', async () => {
      const given = unlogged(org, {
        propertyId: 'p1',
        timestamp: 1_795_228_622_123,
        payloadJson: JSON.stringify({ text: 'a\n\u0000\u2028"\\ é 🛎', big: 9007199254740991, nested: [null, {}] }),
      });
      const [logged] = await append(given, unlogged(org));
      expect(logged).toEqual({ ...given, seq: 1, mark: expect.any(Number) as unknown, prevMark: 0 });
      const [read, wide] = await log.read(org, 0, 10);
      expect(read).toEqual(logged);
      expect(wide).not.toHaveProperty('propertyId');
    });

    it('keeps nothing of a failed transaction, and leaves no gap', async () => {
      await append(unlogged(org));
      const failing = under.transactor.transaction(async (tx) => {
        await log.append(tx, [unlogged(org), unlogged(org)]);
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      expect((await append(unlogged(org))).map(({ seq }) => seq)).toEqual([2]);
      expect(await seqs()).toEqual([1, 2]);
    });

    it('shows nothing before the commit, so a reader that sees n has seen everything before it', async () => {
      const writers = Array.from({ length: 12 }, (_, index) =>
        append(...Array.from({ length: 1 + (index % 3) }, () => unlogged(org))),
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

    it('does not deadlock transactions that write to the same organisations in opposite order', async () => {
      const other = `${org}-other`;
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          index % 2 ? append(unlogged(org), unlogged(other)) : append(unlogged(other), unlogged(org)),
        ),
      );
      const { heads } = await log.heads([org, other]);
      expect([heads.get(org)?.seq, heads.get(other)?.seq]).toEqual([20, 20]);
    });

    /** Within a larger transaction, and alone. */
    const WAYS = ['append', 'commit'] as const;
    const write = (how: (typeof WAYS)[number], records: readonly UnloggedRecord[], options?: AppendOptions) =>
      how === 'commit'
        ? log.commit(records, options)
        : under.transactor.transaction((tx) => log.append(tx, records, options));

    it.each(WAYS)(
      '%s refuses the same eventId twice in one organisation, and keeps nothing of that write',
      async (how) => {
        const twice = unlogged(org);
        await write(how, [twice]);
        await expect(write(how, [unlogged(org), twice])).rejects.toMatchObject({ code: 'duplicate_event' });
        await roll();
        await expect(write(how, [unlogged(org), twice])).rejects.toMatchObject({ code: 'duplicate_event' });
        const new_ = unlogged(org);
        await expect(write(how, [new_, new_])).rejects.toMatchObject({ code: 'duplicate_event' });
        expect(await seqs()).toEqual([1]);
        expect((await log.bounds(org)).head).toBe(1);
      },
    );

    it('commits records of several organisations, and accepts none', async () => {
      const other = `${org}-other`;
      const logged = await log.commit([unlogged(org), unlogged(other), unlogged(org)]);
      expect(logged.map(({ orgId, seq }) => [orgId, seq])).toEqual([
        [org, 1],
        [other, 1],
        [org, 2],
      ]);
      expect(await log.read(org, 0, 10)).toEqual([logged[0], logged[2]]);
      expect(await log.commit([])).toEqual([]);
    });

    it('does not check ids that are marked unchecked', async () => {
      const unchecked = (...records: UnloggedRecord[]) =>
        under.transactor.transaction((tx) => log.append(tx, records, { onDuplicate: 'unchecked' }));
      await unchecked(unlogged(org), unlogged(org));
      expect((await unchecked(unlogged(org))).map(({ seq }) => seq)).toEqual([3]);
      expect(await seqs()).toEqual([1, 2, 3]);
    });

    it('skips what the same transaction has appended', async () => {
      const one = unlogged(org);
      await under.transactor.transaction(async (tx) => {
        await log.append(tx, [one]);
        expect(await log.append(tx, [one, unlogged(org)], { onDuplicate: 'skip' })).toMatchObject([{ seq: 2 }]);
      });
      expect(await seqs()).toEqual([1, 2]);
    });

    it('forgets an id from a failed transaction', async () => {
      const one = unlogged(org);
      const failing = under.transactor.transaction(async (tx) => {
        await log.append(tx, [one], { onDuplicate: 'skip' });
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      expect((await log.commit([one], { onDuplicate: 'skip' })).map(({ seq }) => seq)).toEqual([1]);
    });

    describe.each(WAYS)('%s, skipping what the log has', (how) => {
      const again = (...records: UnloggedRecord[]) => write(how, records, { onDuplicate: 'skip' });

      it('appends only new records, in the given order, without gaps', async () => {
        const known = unlogged(org);
        await append(known);
        const [a, b] = [unlogged(org), unlogged(org)];
        const logged = await again(a, { ...known, payloadJson: '"another"' }, b, { ...a, payloadJson: '"twice"' });
        expect(logged).toMatchObject([
          { ...a, seq: 2 },
          { ...b, seq: 3 },
        ]);
        expect(await log.read(org, 0, 10)).toMatchObject(
          [known, a, b].map((one, index) => ({ ...one, seq: index + 1 })),
        );
      });

      it('changes nothing when all records are known, from another handle too', async () => {
        const batch = [unlogged(org), unlogged(org)];
        await again(...batch);
        const other = under.reopen?.();
        await other?.open();
        const repeated = await under.transactor.transaction((tx) =>
          (other ?? log).append(tx, batch, { onDuplicate: 'skip' }),
        );
        expect(repeated).toEqual([]);
        expect(await again(...batch)).toEqual([]);
        expect(await log.bounds(org)).toMatchObject({ head: 2, floor: 0 });
        expect((await append(unlogged(org))).map(({ seq }) => seq)).toEqual([3]);
      });

      it('checks each organisation separately', async () => {
        const one = unlogged(org);
        const elsewhere = { ...one, orgId: `${org}-other` };
        await again(one);
        expect(await again(one, elsewhere)).toMatchObject([{ ...elsewhere, seq: 1 }]);
      });

      it('appends an id once under concurrent writes, without gaps', async () => {
        const shared = Array.from({ length: 8 }, () => unlogged(org));
        const writers = Array.from({ length: 20 }, (_, index) => {
          const own = unlogged(org);
          // Each in another order, among writers that do not skip.
          const turned = [...shared.slice(index % 8), ...shared.slice(0, index % 8)];
          return Promise.all([again(...turned, own), append(unlogged(org))]);
        });
        const logged = (await Promise.all(writers)).flat(2);
        expect(logged).toHaveLength(8 + 20 + 20);
        const read = await log.read(org, 0, 1_000);
        expect(read.map(({ seq }) => seq)).toEqual(Array.from({ length: 48 }, (_, index) => index + 1));
        expect(new Set(read.map(({ eventId }) => eventId)).size).toBe(48);
        expect((await log.bounds(org)).head).toBe(48);
      });

      it('knows an id while the log has its event, and accepts it again once that is gone', async () => {
        const one = unlogged(org);
        await again(one);
        for (let segment = 0; segment < 2; segment += 1) {
          await roll();
          expect(await again(one)).toEqual([]);
          await append(unlogged(org));
        }
        for (let segment = 0; segment < 5; segment += 1) await roll();
        expect((await again(one)).map(({ seq }) => seq)).toEqual([4]);
      });

      it('appends an id once under concurrent writes while segments change', async () => {
        const shared = unlogged(org);
        const writers: Promise<unknown>[] = [];
        for (let round = 0; round < 4; round += 1) {
          for (let index = 0; index < 4; index += 1) writers.push(again(unlogged(org), shared), append(unlogged(org)));
          under.clock.advance(SEGMENT_MS / 2);
          // A round blocked by readers is tried again later.
          writers.push(log.purge({ keepMs: KEEP_MS }).catch(() => log.purge({ keepMs: KEEP_MS })));
        }
        await Promise.all(writers);
        const read = await log.read(org, 0, 1_000);
        expect(read.map(({ seq }) => seq)).toEqual(Array.from({ length: 33 }, (_, index) => index + 1));
        expect(read.filter(({ eventId }) => eventId === shared.eventId)).toHaveLength(1);
      });
    });

    it('keeps a publisher’s timestamp but uses its own clock for age', async () => {
      const late = unlogged(org, { timestamp: 7 });
      const early = unlogged(org, { timestamp: 9_000_000_000_000 });
      await appendEach(unlogged(org), late, early, unlogged(org, { timestamp: under.clock.now() + 4_000 }));
      expect((await log.read(org, 1, 10)).map(({ timestamp }) => timestamp)).toEqual([
        7,
        9_000_000_000_000,
        under.clock.now(),
      ]);
      const ages = [3_001, 3_000, 2_000, 1_000, 0];
      expect(await Promise.all(ages.map((age) => log.seqBefore(org, age)))).toEqual([0, 0, 1, 2, 3]);
      await log.purge({ keepMs: 1_500 });
      expect(await seqs()).toEqual([3, 4]);
    });

    it('never dates an event before its predecessor, even when the clock is set back', async () => {
      await append(unlogged(org));
      under.clock.step(-5_000);
      await append(unlogged(org));
      await append(unlogged(`${org}-other`));
      under.clock.step(5_000);
      under.clock.advance(1_000);
      await append(unlogged(org));
      expect(await Promise.all([1_001, 1_000, 999, 0].map((age) => log.seqBefore(org, age)))).toEqual([0, 0, 2, 2]);
      // The other organisation’s event is as old as its clock said.
      expect(await log.seqBefore(`${org}-other`, 5_000)).toBe(1);
      await log.purge({ keepMs: 3_000 });
      expect(await seqs()).toEqual([1, 2, 3]);
    });

    it('links each event to its predecessor, across calls, transactions and rollbacks', async () => {
      await append(unlogged(org), unlogged(org));
      const failing = under.transactor.transaction(async (tx) => {
        await log.append(tx, [unlogged(org)]);
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      const logged = await under.transactor.transaction(async (tx) => [
        ...(await log.append(tx, [unlogged(org)])),
        ...(await log.append(tx, [unlogged(org), unlogged(org)])),
      ]);
      const read = await log.read(org, 0, 10);
      expect(read.slice(2)).toEqual(logged);
      expect(read.map(({ prevMark }) => prevMark)).toEqual([0, ...read.slice(0, -1).map(({ mark }) => mark)]);
      expect(new Set(read.map(({ mark }) => mark)).size).toBe(5);
      for (const { mark } of read) expect(Number.isInteger(mark) && mark > 0 && mark < 2 ** 31).toBe(true);
      expect(await log.bounds(org)).toMatchObject({ head: 5, mark: read.at(-1)?.mark });
    });

    it('limits a read by bytes, but always returns the next event', async () => {
      const sizes = [10, 400, 10, 10, 500];
      await append(...sizes.map((size) => unlogged(org, { payloadJson: `"${'é'.repeat((size - 2) / 2)}"` })));
      const lengths = async (after: number, maxBytes: number): Promise<number[]> =>
        (await log.read(org, after, 10, maxBytes)).map(({ seq }) => seq);
      expect(await lengths(0, 410)).toEqual([1, 2]);
      expect(await lengths(0, 409)).toEqual([1]);
      expect(await lengths(1, 100)).toEqual([2]);
      expect(await lengths(2, 520)).toEqual([3, 4, 5]);
      expect(await lengths(4, 1)).toEqual([5]);
    });

    it('reads a range after a seq, up to a limit', async () => {
      await append(...Array.from({ length: 10 }, () => unlogged(org)));
      expect(await seqs(3, 4)).toEqual([4, 5, 6, 7]);
      expect(await seqs(10)).toEqual([]);
      expect(await seqs(99)).toEqual([]);
    });

    it('returns the bounds, and zero for an organisation without events', async () => {
      expect(await log.bounds(org)).toEqual({ epoch: log.epoch, head: 0, mark: 0, floor: 0 });
      const [, second] = await append(unlogged(org), unlogged(org));
      expect(await log.bounds(org)).toEqual({ epoch: log.epoch, head: 2, mark: second?.mark, floor: 0 });
    });

    it('returns the heads of many organisations, without those that have no events', async () => {
      const [, second] = await append(unlogged(org), unlogged(org));
      const { epoch, heads } = await log.heads([org, `${org}-none`]);
      expect(epoch).toBe(log.epoch);
      expect([...heads]).toEqual([[org, { seq: 2, mark: second?.mark }]]);
      expect((await log.heads([])).heads.size).toBe(0);
    });

    it('finds the seq at an age in a log of many segments', async () => {
      const times: number[] = [];
      for (let segment = 0; segment < 3; segment += 1) {
        for (let index = 0; index < 5; index += 1) {
          under.clock.advance(1_000);
          times.push(under.clock.now());
          await append(...Array.from({ length: 1 + (index % 3) }, () => unlogged(org)));
        }
        if (segment < 2) await roll();
      }
      const last = times.at(-1) ?? 0;
      const read = async (after: number): Promise<number | undefined> => (await log.read(org, after, 1))[0]?.seq;
      for (const [index, time] of times.entries()) {
        const age = under.clock.now() - time;
        const before = await log.seqBefore(org, age);
        const inSegment = [0, 1, 3, 6, 7][index % 5] ?? 0;
        expect(before).toBe(Math.floor(index / 5) * 9 + inSegment);
        expect(await read(before)).toBe(before + 1);
      }
      expect(await log.seqBefore(org, under.clock.now() - last - 1)).toBe(27);
      expect(await log.seqBefore(`${org}-none`, 0)).toBe(0);
    });

    it('purges from the old end only and keeps numbering', async () => {
      await appendEach(...Array.from({ length: 6 }, () => unlogged(org)));
      await log.purge({ keepMs: 2_500 });
      expect(await seqs()).toEqual([4, 5, 6]);
      expect(await seqs(1, 2)).toEqual([4, 5]);
      expect(await seqs(4)).toEqual([5, 6]);
      expect(await log.bounds(org)).toMatchObject({ head: 6, floor: 3 });
      expect(await log.seqBefore(org, 60_000)).toBe(3);
      expect((await append(unlogged(org))).map(({ seq }) => seq)).toEqual([7]);
      under.clock.advance(5_000);
      await log.purge({ keepMs: 4_000 });
      expect(await seqs()).toEqual([]);
      expect(await log.bounds(org)).toMatchObject({ head: 7, floor: 7 });
      expect((await append(unlogged(org))).map(({ seq }) => seq)).toEqual([8]);
      // Expired events stay expired, even if retention grows later.
      await log.purge({ keepMs: 60_000 });
      expect(await seqs()).toEqual([8]);
      expect(await log.bounds(org)).toMatchObject({ head: 8, floor: 7 });
    });

    it('removes expired events from storage', async () => {
      for (let segment = 0; segment < 5; segment += 1) await roll();
      await append(unlogged(org), unlogged(org), unlogged(org));
      let removed = 0;
      for (let segment = 0; segment < 5; segment += 1) {
        under.clock.advance(SEGMENT_MS);
        ({ removed } = await log.purge({ keepMs: KEEP_MS }));
        if (removed > 0) break;
      }
      expect(removed).toBe(3);
      expect(await log.bounds(org)).toMatchObject({ head: 3, floor: 3 });
      expect((await append(unlogged(org))).map(({ seq }) => seq)).toEqual([4]);
    });

    it('retains what is still needed, up to a cap, and reports that', async () => {
      await appendEach(...Array.from({ length: 5 }, () => unlogged(org)));
      const third = under.clock.now() - 2_000;
      under.clock.advance(10_000);
      const limits = { keepMs: 5_000, maxKeepMs: 20_000, neededFrom: third };
      expect(await log.purge(limits)).toMatchObject({ heldBack: true });
      expect(await seqs()).toEqual([3, 4, 5]);
      under.clock.advance(9_500);
      expect(await log.purge(limits)).toMatchObject({ heldBack: true });
      expect(await seqs()).toEqual([5]);
      expect(await log.purge({ ...limits, neededFrom: under.clock.now() })).toMatchObject({ heldBack: false });
      expect(await seqs()).toEqual([]);
    });

    it('keeps its epoch when reopened', async () => {
      expect(log.epoch).toMatch(/^[0-9A-Za-z]{1,32}$/);
      const again = under.reopen?.();
      if (!again) return;
      await again.open();
      expect(again.epoch).toBe(log.epoch);
    });

    it('agrees with a list over random appends, rollbacks, holds and purges', async () => {
      let runs = 0;
      const step = fc.oneof(
        { weight: 5, arbitrary: fc.record({ append: fc.integer({ min: 1, max: 4 }), fail: fc.boolean() }) },
        { weight: 3, arbitrary: fc.record({ passMs: fc.constantFrom(1, 9, 30, 100) }) },
        {
          weight: 3,
          arbitrary: fc.record({
            keepMs: fc.constantFrom(3, 30, 90, 120),
            needed: fc.option(fc.integer({ min: 0, max: 200 })),
          }),
        },
      );
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 16 }), async (steps) => {
          const own = `${org}-${(runs += 1)}`;
          const model: { seq: number; at: number }[] = [];
          let head = 0;
          for (const what of steps) {
            const now = under.clock.now();
            if ('append' in what) {
              const work = under.transactor.transaction(async (tx) => {
                await log.append(
                  tx,
                  Array.from({ length: what.append }, () => unlogged(own)),
                );
                if (what.fail) throw new Error('rolled back');
              });
              await work.catch(() => undefined);
              if (!what.fail) for (let i = 0; i < what.append; i += 1) model.push({ seq: (head += 1), at: now });
            } else if ('passMs' in what) {
              under.clock.advance(what.passMs);
            } else {
              const { keepMs, needed } = what;
              expect((await log.read(own, 0, 1_000)).map(({ seq }) => seq)).toEqual(model.map(({ seq }) => seq));
              const neededFrom = needed === null ? Infinity : now - needed;
              await log.purge({ keepMs, maxKeepMs: 150, ...(needed !== null && { neededFrom }) });
              const expired = Math.max(Math.min(now - keepMs, neededFrom), now - 150);
              while (model[0] && model[0].at < expired) model.shift();
            }
          }
          expect((await log.read(own, 0, 1_000)).map(({ seq }) => seq)).toEqual(model.map(({ seq }) => seq));
          expect(await log.bounds(own)).toMatchObject({ head, floor: model[0] ? model[0].seq - 1 : head });
        }),
        { numRuns: 20, seed: 20_261_121 },
      );
    });
  });
}
