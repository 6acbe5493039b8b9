import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { draftOf, Outbox, type QueuedSave, type SaveOutcome, sentBy } from './outbox.js';
import { MemoryStorage } from './text-storage.js';

const ANN = { orgId: 'aurora', userId: 'ann' };
const HOUR_MS = 3_600_000;
const REFUSED = { type: 'urn:x', title: 'Refused', status: 400, code: 'validation_failed' } as const;

interface Row {
  readonly version: number;
  readonly title: string;
  readonly note: string;
}

const saveOf = (id: string, at: number, fields: Partial<QueuedSave> = {}): QueuedSave => ({
  ...{ id, at, form: 'tasks', path: '/tasks', rowId: null, version: null, groups: [], idempotencyKey: `key-${id}` },
  ...{ before: {}, after: { title: id, note: '' }, state: 'waiting', problem: null, sentAt: null },
  content: { title: 'New task', values: {}, base: {}, texts: [] },
  ...fields,
});

const updateOf = (id: string, at: number, before: Omit<Row, 'version'>, after: Omit<Row, 'version'>): QueuedSave =>
  saveOf(id, at, { rowId: 'row', version: 1, before, after });

/** A server with idempotency keys and versions, behind a network that may lose requests and responses. */
class Server {
  readonly rows = new Map<string, Row>();
  readonly created: string[] = [];
  readonly #answered = new Set<string>();
  /** What the network does to the next requests; nothing once empty. */
  losses: ('request' | 'response')[] = [];

  readonly send = async (save: QueuedSave, body: object, version: number | null): Promise<SaveOutcome> => {
    const loss = this.losses.shift();
    if (loss === 'request') return { kind: 'unreachable' };
    const outcome = this.#handle(save, body, version);
    return loss === 'response' ? { kind: 'unreachable' } : outcome;
  };

  #handle({ idempotencyKey, id, rowId }: QueuedSave, body: object, version: number | null): SaveOutcome {
    if (version === null) {
      if (!this.#answered.has(idempotencyKey)) this.created.push(id);
      this.#answered.add(idempotencyKey);
      return { kind: 'saved' };
    }
    const row = this.rows.get(rowId ?? '');
    if (!row) return { kind: 'gone' };
    if (row.version !== version) return { kind: 'stale', current: { ...row } };
    this.rows.set(rowId ?? '', { ...row, ...body, version: version + 1 });
    return { kind: 'saved' };
  }
}

const states = (outbox: Outbox) => outbox.of(ANN).map(({ id, state }) => `${id} ${state}`);

describe('the outbox', () => {
  it('sends what waits in order, each once, however often a request or a response is lost', async () => {
    const loss = fc.constantFrom('request' as const, 'response' as const);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), fc.array(loss, { maxLength: 8 }), async (count, losses) => {
        const [outbox, server] = [new Outbox(new MemoryStorage(), () => 0), new Server()];
        const ids = Array.from({ length: count }, (_, index) => `save-${index}`);
        ids.forEach((id, at) => expect(outbox.add(ANN, saveOf(id, at))).toBe(true));
        server.losses = [...losses];
        for (let attempt = 0; attempt <= losses.length; attempt += 1) await outbox.flush(ANN, server.send);
        expect(server.created).toEqual(ids);
        expect(outbox.of(ANN)).toEqual([]);
      }),
      { seed: 13, numRuns: 200 },
    );
  });

  it('goes on after a reload with the same key', async () => {
    const [storage, server] = [new MemoryStorage(), new Server()];
    const before = new Outbox(storage, () => 0);
    before.add(ANN, saveOf('a', 1));
    server.losses = ['response'];
    await before.flush(ANN, server.send);
    await new Outbox(storage, () => HOUR_MS).flush(ANN, server.send);
    expect(server.created).toEqual(['a']);
  });

  it('merges with what others saved to other fields meanwhile', async () => {
    const [outbox, server] = [new Outbox(new MemoryStorage(), () => 0), new Server()];
    server.rows.set('row', { version: 4, title: 'Wedding', note: 'Garden' });
    outbox.add(ANN, updateOf('a', 1, { title: 'Wedding', note: '' }, { title: 'Gala', note: '' }));
    await outbox.flush(ANN, server.send);
    expect(server.rows.get('row')).toEqual({ version: 5, title: 'Gala', note: 'Garden' });
    expect(outbox.of(ANN)).toEqual([]);
  });

  it('counts an update whose response was lost as saved', async () => {
    const [outbox, server] = [new Outbox(new MemoryStorage(), () => 0), new Server()];
    server.rows.set('row', { version: 1, title: 'Wedding', note: '' });
    outbox.add(ANN, updateOf('a', 1, { title: 'Wedding', note: '' }, { title: 'Gala', note: '' }));
    server.losses = ['response'];
    await outbox.flush(ANN, server.send);
    await outbox.flush(ANN, server.send);
    expect(server.rows.get('row')).toEqual({ version: 2, title: 'Gala', note: '' });
    expect(outbox.of(ANN)).toEqual([]);
  });

  it('counts as saved what no row shows, such as a rule made for a task, when its response was lost', async () => {
    const [outbox, bodies] = [new Outbox(new MemoryStorage(), () => 0), [] as [object, number | null][]];
    const rule = { before: { title: 'Pool', repeats: null }, after: { title: 'Pool', repeats: 'FREQ=DAILY' } };
    outbox.add(ANN, saveOf('a', 1, { rowId: 'row', version: 1, ...rule }));
    await outbox.flush(ANN, async (_, body, version) => {
      bodies.push([body, version]);
      if (version === 1) return { kind: 'stale', current: { version: 2, title: 'Pool', note: '' } };
      return { kind: 'saved' };
    });
    expect(bodies).toEqual([
      [{ repeats: 'FREQ=DAILY' }, 1],
      [{ repeats: 'FREQ=DAILY' }, 2],
    ]);
    expect(outbox.of(ANN)).toEqual([]);
  });

  it('takes a deletion back, which has no body, until there is a response', async () => {
    const [outbox, sent] = [new Outbox(new MemoryStorage(), () => 0), [] as unknown[]];
    outbox.add(ANN, saveOf('a', 1, { rowId: 'row', version: 3, after: {}, action: 'restore' }));
    for (const kind of ['unreachable', 'saved', 'saved'] as const) {
      await outbox.flush(ANN, async ({ action }) => {
        sent.push(action);
        return { kind };
      });
    }
    expect(sent).toEqual(['restore', 'restore']);
    expect(outbox.of(ANN)).toEqual([]);
  });

  it('leaves a conflict, a deleted row and a refusal to the user, and sends the others', async () => {
    const [outbox, server] = [new Outbox(new MemoryStorage(), () => 0), new Server()];
    server.rows.set('row', { version: 2, title: 'Party', note: '' });
    outbox.add(ANN, updateOf('same', 1, { title: 'Wedding', note: '' }, { title: 'Gala', note: '' }));
    outbox.add(ANN, { ...updateOf('gone', 2, { title: 'a', note: '' }, { title: 'b', note: '' }), rowId: 'other' });
    outbox.add(ANN, saveOf('bad', 3));
    outbox.add(ANN, saveOf('good', 4));
    await outbox.flush(ANN, async (save, body, version) =>
      save.id === 'bad' ? { kind: 'refused', problem: REFUSED } : server.send(save, body, version),
    );
    expect(states(outbox)).toEqual(['same conflict', 'gone gone', 'bad refused']);
    expect(server.created).toEqual(['good']);
    expect(server.rows.get('row')?.title).toBe('Party');
    const [, , bad] = outbox.of(ANN);
    // As the server said it, for the language in which it is read.
    expect(bad?.problem).toEqual(REFUSED);
    if (bad) outbox.retry(ANN, bad);
    await outbox.flush(ANN, server.send);
    expect(server.created).toEqual(['good', 'bad']);
  });

  it('asks before it repeats a creation that the server may have forgotten', async () => {
    let time = 0;
    const [outbox, server] = [new Outbox(new MemoryStorage(), () => time), new Server()];
    outbox.add(ANN, saveOf('a', 1));
    server.losses = ['response'];
    await outbox.flush(ANN, server.send);
    time = 24 * HOUR_MS;
    await outbox.flush(ANN, server.send);
    expect(states(outbox)).toEqual(['a late']);
    expect(server.created).toEqual(['a']);
  });

  it('refuses what it has no room for, so that the form keeps it', () => {
    const full = new Outbox(new MemoryStorage(1_000), () => 0);
    expect(full.add(ANN, saveOf('a', 1))).toBe(true);
    expect(full.add(ANN, saveOf('b', 2, { after: { note: 'x'.repeat(900) } }))).toBe(false);
    expect(states(full)).toEqual(['a waiting']);
  });

  it.each([
    ['signed out', (outbox: Outbox) => outbox.clear(ANN)],
    ['discarded it', (outbox: Outbox) => outbox.remove(ANN, 'a')],
  ])('does not bring a save back whose user %s while it was sent', async (_, leave) => {
    const outbox = new Outbox(new MemoryStorage(), () => 0);
    outbox.add(ANN, saveOf('a', 1));
    await outbox.flush(ANN, () => {
      leave(outbox);
      return Promise.resolve({ kind: 'refused', problem: REFUSED });
    });
    expect(outbox.of(ANN)).toEqual([]);
  });

  it('sends nothing as another user who signs in meanwhile', async () => {
    const [outbox, server] = [new Outbox(new MemoryStorage(), () => 0), new Server()];
    outbox.add(ANN, saveOf('a', 1));
    outbox.add(ANN, saveOf('b', 2));
    let user = ANN;
    const send = sentBy(
      ANN,
      () => user,
      async (...save) => {
        const outcome = await server.send(...save);
        user = { ...ANN, userId: 'ben' };
        return outcome;
      },
    );
    await outbox.flush(ANN, send);
    expect(server.created).toEqual(['a']);
    expect(states(outbox)).toEqual(['b waiting']);
  });

  it('gives a save that is opened again its key, so that the row is created once', () => {
    expect(draftOf(saveOf('a', 1))).toMatchObject({ id: 'a', form: 'tasks', rowId: null, idempotencyKey: 'key-a' });
  });

  it('asks before it repeats a creation when the clock was set back', async () => {
    let time = 48 * HOUR_MS;
    const [outbox, server] = [new Outbox(new MemoryStorage(), () => time), new Server()];
    outbox.add(ANN, saveOf('a', 1));
    server.losses = ['response'];
    await outbox.flush(ANN, server.send);
    time = 0;
    await outbox.flush(ANN, server.send);
    expect(states(outbox)).toEqual(['a late']);
  });
});
