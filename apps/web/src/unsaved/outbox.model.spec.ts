import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Outbox, type QueuedSave, type SaveOutcome } from './outbox.js';
import { MemoryStorage } from './text-storage.js';

const ANN = { orgId: 'aurora', userId: 'ann' };
const FORBIDDEN = { type: 'urn:x', title: 'You may not change this.', status: 403, code: 'forbidden' } as const;
const FIELDS = ['status', 'assignee'] as const;
type Field = (typeof FIELDS)[number];

/** What was written to a field, and by whom: every value is used once, so it tells where it came from. */
type Values = Readonly<Record<Field, string>>;
interface Row extends Values {
  readonly version: number;
}

/** One row on a server with versions, other people, and a network that loses requests and responses. */
class Server {
  row: Row | undefined = { version: 1, status: 'first', assignee: 'first' };
  /** Own values that were written, in their order. */
  readonly written: string[] = [];
  /** Values of others that an own write replaced although it had not seen them. */
  readonly overwritten: string[] = [];
  /** Values of others that Ann has seen. */
  readonly shown = new Set<string>();
  deletions = 0;
  losses: ('request' | 'response')[] = [];
  isForbidden = false;

  readonly send = async (save: QueuedSave, body: object, version: number | null): Promise<SaveOutcome> => {
    const loss = this.losses.shift();
    if (loss === 'request') return { kind: 'unreachable' };
    const outcome = this.#handle(save, body, version);
    return loss === 'response' ? { kind: 'unreachable' } : outcome;
  };

  #handle({ action, before }: QueuedSave, body: Partial<Values>, version: number | null): SaveOutcome {
    if (this.isForbidden) return { kind: 'refused', problem: FORBIDDEN };
    const { row } = this;
    if (!row) return { kind: 'gone' };
    if (row.version !== version) return { kind: 'stale', current: { ...row } };
    if (action === 'delete') {
      this.overwritten.push(
        ...FIELDS.map((field) => row[field]).filter((value) => value.startsWith('their') && !this.shown.has(value)),
      );
      this.deletions += 1;
      this.row = undefined;
      return { kind: 'saved' };
    }
    for (const field of FIELDS) {
      const value = body[field];
      if (value === undefined) continue;
      const isUnseen = row[field].startsWith('their') && !this.shown.has(row[field]) && before[field] !== row[field];
      if (isUnseen) this.overwritten.push(row[field]);
      this.written.push(value);
    }
    this.row = { ...row, ...body, version: row.version + 1 };
    return { kind: 'saved' };
  }
}

/** Where Ann's own changes are: every one is written, waits where she sees it, or was given up by her. */
class Desk {
  readonly server = new Server();
  readonly storage = new MemoryStorage();
  outbox = this.#open();
  readonly made: string[] = [];
  readonly givenUp = new Set<string>();
  /** Values that she decided to write over somebody else’s: perhaps again, if a response was lost. */
  readonly insisted = new Set<string>();
  /** The row as it was last read. */
  #read: Row = { version: 1, status: 'first', assignee: 'first' };

  #open(): Outbox {
    return new Outbox(this.storage, () => 0);
  }

  /** The row as she sees it: with what waits, each as if it had made a version. */
  get seen(): Row {
    const waiting = this.queued.filter(({ state }) => state === 'waiting');
    return waiting.reduce((row, { after }) => ({ ...row, ...after, version: row.version + 1 }), this.#read);
  }

  get queued(): readonly QueuedSave[] {
    return this.outbox.of(ANN);
  }

  reload(): void {
    this.outbox = this.#open();
  }

  see(): void {
    if (!this.server.row) return;
    this.#read = this.server.row;
    this.#show(this.#read);
  }

  #show(row: object): void {
    for (const value of Object.values(row)) this.server.shown.add(String(value));
  }

  change(field: Field): void {
    const value = `own-${this.made.length}`;
    this.made.push(value);
    this.#enqueue({ before: { [field]: this.seen[field] }, after: { [field]: value } });
  }

  remove(): void {
    this.#enqueue({ before: {}, after: {}, action: 'delete', row: this.seen });
  }

  /** She settles the oldest entry that asks her. */
  resolve(side: 'mine' | 'theirs'): void {
    const asked = this.queued.find(({ state }) => state !== 'waiting');
    if (!asked) return;
    if (asked.state === 'conflict' && side === 'mine') {
      for (const value of Object.values(asked.after)) this.insisted.add(String(value));
      this.#show(asked.theirs ?? {});
      return this.outbox.insist(ANN, asked);
    }
    if (asked.state === 'refused' && side === 'mine') return this.outbox.retry(ANN, asked);
    this.#giveUp(asked);
  }

  takeBack(): void {
    const last = this.queued.at(-1);
    if (last) this.#giveUp(last);
  }

  #giveUp(save: QueuedSave): void {
    for (const value of Object.values(save.after)) this.givenUp.add(String(value));
    this.outbox.remove(ANN, save.id);
  }

  #enqueue(fields: Pick<QueuedSave, 'before' | 'after'> & { readonly action?: 'delete'; readonly row?: Row }): void {
    const isKept = this.outbox.enqueue(ANN, {
      ...{ form: 'tasks', path: '/tasks', rowId: 'row', version: this.seen.version, groups: [] },
      // Not in the order in which they are made, as of random ids.
      ...{ idempotencyKey: `${(this.storage.keys('').length * 7) % 10}-${crypto.randomUUID()}` },
      ...{ content: { title: 'Task', values: {}, base: {}, texts: [] }, ...fields },
    });
    expect(isKept).toBe(true);
  }
}

type Step = (desk: Desk, serial: number) => Promise<void> | void;

const field = fc.constantFrom(...FIELDS);
const loss = fc.constantFrom('request' as const, 'response' as const);
const steps: fc.Arbitrary<{ readonly name: string; readonly run: Step }> = fc.oneof(
  { weight: 5, arbitrary: field.map((name) => ({ name: `change ${name}`, run: (desk: Desk) => desk.change(name) })) },
  { weight: 1, arbitrary: fc.constant({ name: 'delete', run: (desk: Desk) => desk.remove() }) },
  {
    weight: 3,
    arbitrary: field.map((name) => ({
      name: `others change ${name}`,
      run: ({ server }: Desk, serial: number) => {
        const { row } = server;
        if (row) server.row = { ...row, [name]: `their-${serial}`, version: row.version + 1 };
      },
    })),
  },
  {
    weight: 5,
    arbitrary: fc.array(loss, { maxLength: 2 }).map((losses) => ({
      name: `flush, losing ${losses.join()}`,
      run: async (desk: Desk) => {
        desk.server.losses = [...losses];
        await desk.outbox.flush(ANN, desk.server.send);
        desk.server.losses = [];
        desk.see();
      },
    })),
  },
  { weight: 1, arbitrary: fc.constant({ name: 'reload', run: (desk: Desk) => desk.reload() }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('mine' as const, 'theirs' as const).map((side) => ({
      name: `resolve: ${side}`,
      run: (desk: Desk) => desk.resolve(side),
    })),
  },
  { weight: 1, arbitrary: fc.constant({ name: 'take back', run: (desk: Desk) => desk.takeBack() }) },
  {
    weight: 1,
    arbitrary: fc.boolean().map((isForbidden) => ({
      name: isForbidden ? 'lose the right' : 'get the right',
      run: ({ server }: Desk) => void (server.isForbidden = isForbidden),
    })),
  },
);

/** Nothing is lost, nothing happens twice or in another order, and nobody's change is overwritten unseen. */
function check({ server, queued, made, givenUp, insisted }: Desk): void {
  const waiting = queued.flatMap(({ after }) => Object.values(after).map(String));
  for (const value of made)
    expect([value, server.written.includes(value) || waiting.includes(value) || givenUp.has(value)]).toEqual([
      value,
      true,
    ]);
  const once = server.written.filter((value) => !insisted.has(value));
  expect(new Set(once).size).toBe(once.length);
  expect([...new Set(server.written)]).toEqual(made.filter((value) => server.written.includes(value)));
  expect(server.overwritten).toEqual([]);
  expect(server.deletions).toBeLessThanOrEqual(1);
}

describe('changes and deletions of one row that wait for the connection', () => {
  it('are written once and in order, or are shown, whatever others and the network do', async () => {
    const reached = { conflicts: 0, refusals: 0, deletions: 0, written: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 30 }), async (script) => {
        const desk = new Desk();
        for (const [serial, { run }] of script.entries()) {
          await run(desk, serial);
          check(desk);
          reached.conflicts += desk.queued.filter(({ state }) => state === 'conflict').length;
          reached.refusals += desk.queued.filter(({ state }) => state === 'refused').length;
        }
        // Once everything is decided and the network works, nothing is left.
        desk.server.isForbidden = false;
        for (let turn = 0; desk.queued.length > 0 && turn < 100; turn += 1) {
          desk.resolve('mine');
          await desk.outbox.flush(ANN, desk.server.send);
          check(desk);
        }
        expect(desk.queued).toEqual([]);
        reached.deletions += desk.server.deletions;
        reached.written += desk.server.written.length;
      }),
      { seed: 13, numRuns: 500, includeErrorInReport: true },
    );
    // The scripts reach what the rules are for.
    for (const count of Object.values(reached)) expect(count).toBeGreaterThanOrEqual(20);
  });
});
