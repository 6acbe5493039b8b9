import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MemoryStorage } from '../../unsaved/text-storage.js';
import { Absence } from './absence.js';

const MINUTE = 60_000;
const START = Date.parse('2026-11-21T08:10:00Z');

describe('an absence', () => {
  let storage: MemoryStorage;
  let one: Absence;
  let other: Absence;
  beforeEach(() => {
    storage = new MemoryStorage();
    [one, other] = [new Absence(storage, 'ana', 'one'), new Absence(storage, 'ana', 'other')];
  });
  /** What each tab shows, after it has heard of the others' changes. */
  const shown = () => {
    one.refresh();
    other.refresh();
    return [one.shown(), other.shown()];
  };

  it('is none at the first sign-in, and none for a short one', () => {
    one.look(START, true);
    one.look(START + 14 * MINUTE, false);
    expect(shown()).toEqual([undefined, undefined]);
  });

  it('begins when the page was last seen, whether it was hidden, asleep or signed out', () => {
    one.look(START - MINUTE, true);
    one.leave(START);
    const back = START + 15 * MINUTE;
    new Absence(storage, 'ben', 'one').look(back, true);
    one.look(back, true);
    expect(shown()).toEqual([{ since: START, back }, undefined]);
    // A machine that slept: the page was never hidden.
    one.dismiss();
    one.look(back + 20 * MINUTE, false);
    expect(one.shown()).toEqual({ since: back, back: back + 20 * MINUTE });
  });

  it('is none while another tab is looked at', () => {
    one.look(START, true);
    one.leave(START);
    for (let minute = 0; minute < 60; minute += 1) other.look(START + minute * MINUTE, minute === 0);
    one.look(START + 60 * MINUTE, true);
    expect(shown()).toEqual([undefined, undefined]);
  });

  it('is shown by one tab, the one that became visible last, and dismissed in all', () => {
    one.look(START, true);
    const back = START + 30 * MINUTE;
    one.look(back, true);
    other.look(back + 1_000, false);
    expect(shown()).toEqual([{ since: START, back }, undefined]);
    other.look(back + 2_000, true);
    expect(shown()).toEqual([undefined, { since: START, back }]);
    // It survives a reload.
    const reloaded = new Absence(storage, 'ana', 'reloaded');
    reloaded.look(back + 3_000, true);
    expect(reloaded.shown()).toEqual({ since: START, back });
    reloaded.dismiss();
    expect([reloaded.shown(), ...shown()]).toEqual([undefined, undefined, undefined]);
    other.look(back + 4_000, true);
    expect(shown()).toEqual([undefined, undefined]);
  });

  it('goes on if the summary was not seen for a minute, and starts anew if it was', () => {
    one.look(START, true);
    one.look(START + 30 * MINUTE, true);
    one.leave(START + 30 * MINUTE + 20_000);
    one.look(START + 60 * MINUTE, true);
    expect(one.shown()).toEqual({ since: START, back: START + 60 * MINUTE });
    one.leave(START + 62 * MINUTE);
    one.look(START + 90 * MINUTE, true);
    expect(one.shown()).toEqual({ since: START + 62 * MINUTE, back: START + 90 * MINUTE });
  });

  it('is forgotten after four hours of presence', () => {
    one.look(START, true);
    const back = START + 30 * MINUTE;
    for (let minute = 0; minute <= 240; minute += 10) one.look(back + minute * MINUTE, false);
    expect(one.shown()).toBeUndefined();
  });

  it('is shown by at most one tab, and never longer than it was, whatever happens', () => {
    const step = fc.record({
      tab: fc.boolean(),
      doing: fc.constantFrom('look', 'arrive', 'leave', 'dismiss'),
      // Clocks are also set back.
      passMs: fc.integer({ min: -5 * MINUTE, max: 40 * MINUTE }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        storage = new MemoryStorage();
        [one, other] = [new Absence(storage, 'ana', 'one'), new Absence(storage, 'ana', 'other')];
        let now = START;
        for (const { tab, doing, passMs } of steps) {
          now += passMs;
          const acting = tab ? one : other;
          if (doing === 'leave') acting.leave(now);
          else if (doing === 'dismiss') acting.dismiss();
          else acting.look(now, doing === 'arrive');
          const away = shown().filter((each) => each !== undefined);
          expect(away.length).toBeLessThanOrEqual(1);
          for (const { since, back } of away) expect(back - since).toBeGreaterThanOrEqual(15 * MINUTE);
        }
      }),
      { seed: 13, numRuns: 200 },
    );
  });

  it.each(['nonsense', '{}', '{"since":2,"back":1,"tab":"one"}', '{"since":"1","back":2,"tab":"one"}', 'null'])(
    'is none where %s is kept',
    (text) => {
      storage.write('bellhop-away-ana', text);
      storage.write('bellhop-seen-ana', text);
      one.look(START, true);
      expect(one.shown()).toBeUndefined();
    },
  );
});
