import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  DatabaseUnavailableError,
  OutcomeUnknownError,
  sqlState,
} from '../../src/platform/database/database.errors.js';
import type { SqlDriver } from '../../src/platform/database/sql-driver.js';

interface Opened {
  readonly driver: SqlDriver;
  /** Called after the driver is closed. */
  end(): Promise<void>;
}

/** Behaviour that every driver must have. */
export function describeDriver(name: string, open: () => Promise<Opened>): void {
  describe(`SQL driver: ${name}`, () => {
    let driver: SqlDriver;
    let opened: Opened;
    beforeAll(async () => {
      opened = await open();
      driver = opened.driver;
      await driver.run('create table numbers (n int primary key)', [], 'object');
    });
    afterAll(async () => {
      await driver.close();
      await opened.end();
    });

    const numbers = async (): Promise<unknown[]> =>
      (await driver.run('select n from numbers order by n', [], 'array')).map((row) => (row as unknown[])[0]);
    const insert = (n: number) => ['insert into numbers values ($1)', [n], 'object'] as const;

    it('returns rows by name and by position', async () => {
      const text = `select $1::int as n, $2::text as t, null as nothing, true as yes, '{"a":[1]}'::jsonb as json`;
      const values = [7, 'Zoë “ß” 🛎', null, true, { a: [1] }];
      const [n, t, nothing, yes, json] = values;
      expect(await driver.run(text, [n, t], 'object')).toEqual([{ n, t, nothing, yes, json }]);
      expect(await driver.run(text, [n, t], 'array')).toEqual([values]);
    });

    it('returns dates and times as text', async () => {
      const text = `select '2026-03-29'::date, '2026-03-29 01:30:00.123456+00'::timestamptz, interval '1 day'`;
      expect(await driver.run(text, [], 'array')).toEqual([['2026-03-29', '2026-03-29 01:30:00.123456+00', '1 day']]);
    });

    it('accepts bytes, times and lists as parameters', async () => {
      const bytes = Buffer.from([0, 255, 10]);
      const [row] = await driver.run(
        `select encode($1::bytea, 'hex'), extract(epoch from $2::timestamptz)::int, $3::int[] = '{1,2}'`,
        [bytes, new Date(5_000), [1, 2]],
        'array',
      );
      expect(row).toEqual(['00ff0a', 5, true]);
    });

    it('returns the right result of a repeated statement for new parameters', async () => {
      const text = `select $1::int as n, $2::text as t, $3::text[] as list, $4::jsonb as json, $5::bytea as bytes`;
      const given: readonly unknown[][] = [
        [null, null, null, null, null],
        [1, 'one', ['a,"b', null, '\\'], { a: '"' }, Buffer.from([0, 255])],
        [-2, '', [], { b: [1] }, Buffer.from([])],
        [3, '3', ['{}'], 'null', new Uint8Array([7])],
      ];
      for (const params of given) {
        const [n, t, list, json, bytes] = params;
        const [row] = await driver.run(text, params, 'object');
        const { bytes: answered, ...others } = row as { bytes: Uint8Array | null; json: unknown };
        expect(others).toEqual({ n, t, list, json: json === 'null' ? null : json });
        expect(answered && [...answered]).toEqual(bytes && [...(bytes as Uint8Array)]);
        expect(await driver.run(text, params, 'array')).toEqual([[n, t, list, others.json, answered]]);
      }
    });

    it('round-trips any text, alone, in a list and in JSON', async () => {
      // PostgreSQL text cannot contain a zero character.
      const text = fc.string({ unit: 'grapheme' }).map((given) => given.replaceAll('\0', ''));
      const given = fc.tuple(text, fc.array(fc.oneof(text, fc.constant(null))), fc.dictionary(text, text));
      await fc.assert(
        fc.asyncProperty(given, async (values) => {
          const rows = await driver.run('select $1::text, $2::text[], $3::jsonb', values, 'array');
          expect(rows).toEqual([values]);
        }),
        { seed: 20_261_121, numRuns: 60 },
      );
    });

    it('rejects a parameter that cannot be encoded, and nothing else', async () => {
      const circle: { self?: object } = {};
      circle.self = circle;
      for (const bad of [circle, () => 1, Symbol('no')]) {
        const attempts = [
          driver.run('select $1::text', [bad], 'array'),
          driver.commit('insert into numbers values ($1)', [bad], 'array'),
          driver.transaction(async (run) => {
            await run('insert into numbers values ($1)', [bad], 'array').catch(() => undefined);
            await run(...insert(77));
            throw new Error('after all');
          }),
        ];
        await Promise.all(attempts.map((attempt) => expect(attempt).rejects.toThrow()));
      }
      expect(await numbers()).toEqual([]);
    });

    it('copes with a table that is altered after its statements were prepared', async () => {
      const add = (n: number) => `alter table wide add column c${n} int default ${n}`;
      const read = ['select * from wide', [], 'array'] as const;
      const write = ['update wide set n = n + 1 returning *', [], 'array'] as const;
      await driver.run('create table wide as select 0 as n', [], 'array');
      for (let use = 0; use < 3; use += 1) {
        expect(await driver.run(...read)).toEqual([[use]]);
        expect(await driver.commit(...write)).toEqual([[use + 1]]);
      }
      await driver.run(add(1), [], 'array');
      const reads = await Promise.all(Array.from({ length: 5 }, () => driver.run(...read)));
      expect(reads).toEqual(Array.from({ length: 5 }, () => [[3, 1]]));
      expect(await driver.commit(...write)).toEqual([[4, 1]]);
      await driver.run(...read);
      await driver.run(add(2), [], 'array');
      // The first statement of a transaction can be retried too.
      const first = () =>
        driver.transaction(async (run) => {
          const found = await run(...read);
          await run(...write);
          return found;
        });
      const outcomes = await Promise.allSettled([first(), first()]);
      // A later one cannot: the transaction is rolled back, and the next try succeeds.
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(DatabaseUnavailableError);
      }
      const done = outcomes.filter(({ status }) => status === 'fulfilled').length;
      expect(await first()).toEqual([[4 + done, 1, 2]]);
      expect(await driver.run(...read)).toEqual([[5 + done, 1, 2]]);
    });

    it('reports SQLSTATE and constraint of an error, and stays usable', async () => {
      await driver.run(...insert(100));
      const failed: unknown = await driver.run(...insert(100)).catch((error: unknown) => error);
      expect(failed).toMatchObject({ code: '23505', constraint: 'numbers_pkey' });
      expect(failed).toBeInstanceOf(Error);
      await driver.run('delete from numbers', [], 'object');
    });

    it('commits when the work resolves and rolls back when it rejects', async () => {
      await driver.transaction((run) => run(...insert(1)));
      const rejected = driver.transaction(async (run) => {
        await run(...insert(2));
        throw new Error('no');
      });
      await expect(rejected).rejects.toThrow('no');
      expect(await numbers()).toEqual([1]);
    });

    it('rejects when a statement failed, even if the error was caught', async () => {
      const swallowed = driver.transaction(async (run) => {
        await run(...insert(3));
        await run(...insert(1)).catch(() => undefined);
      });
      const error: unknown = await swallowed.catch((reason: unknown) => reason);
      expect(sqlState(error)).toBe('25P02');
      expect(await numbers()).toEqual([1]);
    });

    it('commits a single statement as a whole and returns its rows', async () => {
      const chain = `
        with first as (insert into numbers values ($1) returning n), second as (insert into numbers values ($2) returning n)
        select first.n as first, second.n as second from first, second`;
      expect(await driver.commit(chain, [7, 8], 'object', { orgId: 'a' })).toEqual([{ first: 7, second: 8 }]);
      expect(await driver.commit('delete from numbers where n = $1 returning n', [7], 'array')).toEqual([[7]]);
      const refused: unknown = await driver.commit(chain, [9, 8], 'object').catch((error: unknown) => error);
      expect(refused).toMatchObject({ code: '23505', constraint: 'numbers_pkey' });
      expect(refused).not.toBeInstanceOf(OutcomeUnknownError);
      expect(await numbers()).toEqual([1, 8]);
      await driver.commit('delete from numbers where n = 8', [], 'array');
    });

    it('reports a constraint that is checked at the commit', async () => {
      await driver.run('alter table numbers add column next int', [], 'object');
      await driver.run(
        'alter table numbers add constraint known foreign key (next) references numbers deferrable initially deferred',
        [],
        'object',
      );
      const add = (n: number, next: number) =>
        driver.commit('insert into numbers values ($1, $2) returning n', [n, next], 'array');
      expect(await add(2, 2)).toEqual([[2]]);
      const refused: unknown = await add(3, 4).catch((error: unknown) => error);
      expect(refused).toMatchObject({ code: '23503', constraint: 'known' });
      expect(await numbers()).toEqual([1, 2]);
      await driver.run('alter table numbers drop column next', [], 'object');
      await driver.run('delete from numbers where n = 2', [], 'object');
    });

    it('shows uncommitted rows to no one else', async () => {
      let seen: Promise<unknown[]> | undefined;
      await driver.transaction(async (run) => {
        await run(...insert(4));
        seen = numbers();
        // On its own connection the query has its answer by now; on the same one it has to wait.
        await run('select 1', [], 'object');
        await run('delete from numbers where n = 4', [], 'object');
      });
      expect(await seen).toEqual([1]);
    });

    it('rejects a statement after its transaction ended', async () => {
      let late: (() => Promise<unknown>) | undefined;
      await driver.transaction((run) => {
        late = () => run(...insert(5));
        return Promise.resolve();
      });
      await expect(late?.()).rejects.toThrow('over');
      expect(await numbers()).toEqual([1]);
    });

    it('handles a thousand concurrent statements', async () => {
      await driver.run('create table counters (n int)', [], 'object');
      await driver.run('insert into counters values (0)', [], 'object');
      const add = 'update counters set n = n + 1';
      await Promise.all(
        Array.from({ length: 1_000 }, (_, i) =>
          i % 4 === 0
            ? driver.transaction((run) => run(add, [], 'object'))
            : i % 4 === 1
              ? driver.commit(add, [], 'object')
              : driver.run(add, [], 'object'),
        ),
      );
      expect(await driver.run('select n from counters', [], 'array')).toEqual([[1_000]]);
    });

    it('does not start a statement that was given up while it waited, and goes on with the next', async () => {
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      // Everything that the driver can have under way at once, so that what follows has to wait.
      const busy = Array.from({ length: 8 }, () => driver.transaction(() => held));
      const quick = Array.from({ length: 8 }, () => driver.run('select 1', [], 'array'));
      const left = new AbortController();
      const reason = new Error('the client has left');
      const givenUp = driver.run('insert into numbers values (77)', [], 'array', left.signal).then(
        () => 'run',
        (error: unknown) => error,
      );
      left.abort(reason);
      expect(await givenUp).toBe(reason);
      await expect(driver.run('select 1', [], 'array', left.signal)).rejects.toBe(reason);
      release();
      await Promise.all([...busy, ...quick]);
      expect(await numbers()).not.toContain(77);
    });

    it('responds to a ping while a transaction is open', async () => {
      await driver.transaction(async (run) => {
        await run(...insert(6));
        await driver.ping();
      });
      await driver.run('delete from numbers where n = 6', [], 'object');
    });
  });
}
