import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DraftKeeper } from './draft-keeper.js';
import { type Draft, DRAFT_BOUNDS, Drafts } from './drafts.js';
import { MemoryStorage } from './text-storage.js';

const ANN = { orgId: 'aurora', userId: 'ann' };
const BEN = { orgId: 'aurora', userId: 'ben' };
const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;
const NOW = Date.parse('2026-11-21T12:00:00Z');
const NEW_TASK = { form: 'tasks', rowId: null };

const contentOf = (title: string) => ({
  title: 'New task',
  values: { title },
  base: { title: '' },
  texts: [{ label: 'Title', text: title }],
});

/** A browser with a clock that stands still until it is moved. */
class Desk {
  time = 0;
  #due: { readonly at: number; readonly task: () => void }[] = [];
  #ids = 0;
  isSignedIn = true;

  constructor(readonly storage = new MemoryStorage()) {}

  readonly drafts = new Drafts(this.storage, () => this.time);

  open(owner = ANN, form: { readonly form: string; readonly rowId: string | null } = NEW_TASK): DraftKeeper {
    return new DraftKeeper(
      this.drafts,
      owner,
      form,
      {
        now: () => this.time,
        newId: () => `draft-${(this.#ids += 1)}`,
        after: (delayMs, task) => {
          const due = { at: this.time + delayMs, task };
          this.#due.push(due);
          return () => void (this.#due = this.#due.filter((other) => other !== due));
        },
      },
      () => this.isSignedIn,
    );
  }

  pass(ms: number): void {
    this.time += ms;
    for (const { at, task } of [...this.#due]) if (at <= this.time) task();
  }

  titles(owner = ANN): readonly unknown[] {
    return this.drafts.for(owner, NEW_TASK).map(({ values }) => values['title']);
  }
}

describe('drafts', () => {
  it('keep what was typed shortly after the last key, and at once when the page ends', () => {
    const desk = new Desk();
    const form = desk.open();
    form.typed(contentOf('Half'));
    expect(desk.titles()).toEqual([]);
    desk.pass(500);
    expect(desk.titles()).toEqual(['Half']);
    form.typed(contentOf('Half of a thought'));
    form.flush();
    expect(desk.titles()).toEqual(['Half of a thought']);
  });

  it('are removed once saved, and once the form shows nothing unsaved', () => {
    const desk = new Desk();
    const [saved, undone] = [desk.open(), desk.open()];
    saved.typed(contentOf('a'));
    undone.typed(contentOf('b'));
    desk.pass(500);
    saved.done();
    undone.typed(undefined);
    desk.pass(500);
    expect(desk.titles()).toEqual([]);
    // A late timer brings nothing back.
    saved.flush();
    desk.pass(500);
    expect(desk.titles()).toEqual([]);
  });

  it('of two tabs with the same form are both kept', () => {
    const desk = new Desk();
    const [one, two] = [desk.open(), desk.open()];
    one.typed(contentOf('one'));
    desk.pass(500);
    two.typed(contentOf('two'));
    desk.pass(500);
    one.typed(contentOf('one more'));
    desk.pass(500);
    expect(desk.titles()).toEqual(['one more', 'two']);
  });

  it('are shown to nobody else', () => {
    const desk = new Desk();
    desk.open(ANN).typed(contentOf('mine'));
    desk.pass(500);
    expect(desk.drafts.of(BEN)).toEqual([]);
    expect(desk.drafts.of({ ...ANN, orgId: 'borealis' })).toEqual([]);
    expect(desk.titles()).toEqual(['mine']);
  });

  it('are gone after the user signed out here, although the form closes after that', () => {
    const desk = new Desk();
    const form = desk.open();
    form.typed(contentOf('a'));
    desk.pass(500);
    form.typed(contentOf('ab'));
    desk.isSignedIn = false;
    desk.drafts.clear(ANN);
    form.flush();
    expect(desk.storage.keys('')).toEqual([]);
  });

  it('goes on with an earlier draft, and keeps what was typed before that as another', () => {
    const desk = new Desk();
    desk.open().typed(contentOf('earlier'));
    desk.pass(500);
    const [earlier] = desk.drafts.of(ANN);
    const form = desk.open();
    form.typed(contentOf('now'));
    form.continue(earlier?.id ?? '');
    form.typed(contentOf('earlier, and on'));
    desk.pass(500);
    expect([...desk.titles()].sort()).toEqual(['earlier, and on', 'now']);
  });

  it('end after seven days, and a day after somebody could see them', () => {
    const desk = new Desk();
    desk.open().typed(contentOf('old'));
    desk.pass(500);
    desk.pass(DRAFT_BOUNDS.ageMs + 1);
    for (const kept of [['old'], ['old'], []]) {
      desk.drafts.expire();
      expect(desk.titles()).toEqual(kept);
      desk.pass(DAY_MS / 2 + 1);
    }
    expect(desk.storage.keys('')).toEqual([]);
  });

  it('survive a clock that is far ahead once, and end in their time after that', () => {
    const desk = new Desk();
    desk.time = NOW;
    desk.open().typed(contentOf('kept'));
    desk.pass(500);
    const right = desk.time;
    for (const time of [right + YEAR_MS, right + YEAR_MS + 1, right + DAY_MS]) {
      desk.time = time;
      desk.drafts.expire();
      expect(desk.titles()).toEqual(['kept']);
    }
    // The time of the wrong clock is forgotten: it is seen for a day once more.
    for (const [days, kept] of [
      [6, ['kept']],
      [8, ['kept']],
      [8.9, ['kept']],
      [9.1, []],
    ] as const) {
      desk.time = right + days * DAY_MS;
      desk.drafts.expire();
      expect([days, desk.titles()]).toEqual([days, kept]);
    }
  });

  it('survive a clock that is far behind once', () => {
    const desk = new Desk();
    desk.time = NOW;
    desk.open().typed(contentOf('kept'));
    desk.pass(500);
    for (const time of [NOW - 10 * YEAR_MS, NOW + DAY_MS, NOW + 3 * DAY_MS]) {
      desk.time = time;
      desk.drafts.expire();
      expect(desk.titles()).toEqual(['kept']);
    }
  });

  it('of a clock that was far ahead end in their time, too', () => {
    const desk = new Desk();
    desk.time = NOW + YEAR_MS;
    desk.open().typed(contentOf('from next year'));
    desk.pass(500);
    for (const [days, count] of [
      [0, 1],
      [6, 1],
      [7.1, 0],
    ] as const) {
      desk.time = NOW + days * DAY_MS;
      desk.drafts.expire();
      expect([days, desk.titles().length]).toEqual([days, count]);
    }
  });

  it('that nobody can read are dropped', () => {
    const desk = new Desk();
    desk.storage.write('bellhop-draft:aurora:ann:x', '{"id":"x","at":');
    desk.storage.write('bellhop-draft:aurora:ann:y', '{"id":"y","at":0,"form":1}');
    expect(desk.drafts.of(ANN)).toEqual([]);
    expect(desk.storage.keys('')).toEqual([]);
  });

  it('stay within their bounds, keep the newest, and take no other user’s room', () => {
    const draftOf = (id: number, length: number): Draft => ({
      ...NEW_TASK,
      ...contentOf('x'.repeat(length)),
      id: String(id),
      at: id,
    });
    const sizes = fc.array(fc.integer({ min: 0, max: 45_000 }), { minLength: 1, maxLength: 70 });
    fc.assert(
      fc.property(sizes, fc.constantFrom(Infinity, 150_000), (lengths, capacity) => {
        const storage = new MemoryStorage(capacity);
        const drafts = new Drafts(storage, () => 0);
        drafts.put(BEN, draftOf(0, 10));
        lengths.forEach((length, id) => {
          const draft = draftOf(id, length);
          expect(drafts.put(ANN, draft)).toBe(JSON.stringify(draft).length <= DRAFT_BOUNDS.size);
          const kept = drafts.of(ANN);
          expect(kept.length).toBeLessThanOrEqual(DRAFT_BOUNDS.count);
          expect(JSON.stringify(kept).length).toBeLessThanOrEqual(DRAFT_BOUNDS.size + DRAFT_BOUNDS.count + 2);
          expect(drafts.of(BEN)).toHaveLength(1);
        });
      }),
      { seed: 13, numRuns: 60 },
    );
  });

  it('of a browser that keeps nothing break nothing', () => {
    const desk = new Desk(new MemoryStorage(0));
    const form = desk.open();
    form.typed(contentOf('a'));
    desk.pass(500);
    form.done();
    expect(desk.titles()).toEqual([]);
  });
});
