import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Order } from '../testing/shop-catalogue.js';
import { orderOf } from '../testing/simulated-orders.js';
import { KnownRows } from './known-rows.js';

let place: string | undefined;
let moment: number;
let known: KnownRows<Order>;

beforeEach(() => {
  place = 'e1.10';
  moment = 0;
  known = new KnownRows(
    () => place,
    () => (moment += 1),
  );
});

/** Receives event `seq`, which moves the tab there. */
const learn = (seq: number | undefined, id: string, version: number) => {
  if (seq !== undefined) place = `e1.${seq}`;
  return known.learn(id, version, orderOf(id, version), seq);
};

describe('learning', () => {
  it('keeps the higher version, in whatever order they arrive', () => {
    expect(learn(12, 'a', 3)).toMatchObject({ version: 3 });
    expect(learn(11, 'a', 2)).toBeUndefined();
    expect(learn(13, 'a', 3)).toBeUndefined();
    expect(known.get('a')).toMatchObject({ version: 3, seq: 12 });
  });

  it('lets nothing older restore a deleted row', () => {
    known.learn('a', 2, undefined, 12);
    known.learn('a', 1, orderOf('a', 1), 11);
    expect(known.get('a')).toMatchObject({ version: 2, row: undefined });
  });

  it('assigns a command’s response its seq when its event arrives', () => {
    learn(undefined, 'a', 1);
    expect(learn(11, 'a', 1)).toBeUndefined();
    expect(known.get('a')).toMatchObject({ version: 1, seq: 11 });
  });

  it('ignores events from before a loss', () => {
    known.forget('e1.20');
    place = 'e1.20';
    expect(known.learn('a', 1, orderOf('a', 1), 15)).toBeUndefined();
    expect(known.learn('b', 1, orderOf('b', 1), 21)).toBeDefined();
  });
});

describe('the content of a reading', () => {
  it('is decided by the log if both have a position in it', () => {
    const entry = learn(12, 'a', 1);
    if (!entry) throw new Error('it is news');
    expect(known.isIn(entry, { cursor: 'e1.12', moment: 0 })).toBe(true);
    expect(known.isIn(entry, { cursor: 'e1.11', moment: 99 })).toBe(false);
  });

  it('is decided by the time of the request if it has no position, or one in another life of the log', () => {
    const entry = learn(12, 'a', 1);
    const answer = learn(undefined, 'b', 1);
    if (!entry || !answer) throw new Error('they are news');
    for (const reading of [{ moment: 2 }, { cursor: 'e2.50', moment: 2 }])
      expect(known.isIn(entry, reading)).toBe(false);
    expect(known.isIn(entry, { moment: 99 })).toBe(true);
    expect(known.isIn(answer, { cursor: 'e1.50', moment: 1 })).toBe(false);
    expect(known.isIn(answer, { cursor: 'e1.50', moment: 99 })).toBe(true);
  });
});

describe('a reading', () => {
  it('is completed by changes since, not by earlier ones', () => {
    expect(known.completes({ cursor: 'e1.10', moment: 2 })).toBe(true);
    expect(known.completes({ cursor: 'e1.9', moment: 2 })).toBe(false);
    expect(known.completes({ cursor: 'e2.99', moment: 2 })).toBe(false);
    expect(known.completes({ moment: 2 })).toBe(true);
  });

  it('is not completed by rows forgotten because 1,000 others came after', () => {
    for (let count = 1; count <= 1_000; count += 1) learn(10 + count, `row ${count}`, 1);
    const reading = { cursor: 'e1.10', moment: 2 };
    expect(known.completes(reading)).toBe(true);
    learn(1_011, 'one more', 1);
    expect(known.get('row 1')).toBeUndefined();
    expect(known.completes(reading)).toBe(false);
    expect(known.completes({ cursor: 'e1.11', moment: 3 })).toBe(true);
    expect(known.completes({ moment: 1 })).toBe(false);
  });

  it('from before a loss is outdated, unless it includes everything up to there', () => {
    known.forget('e1.30');
    expect(known.isOutdated({ moment: 1 })).toBe(true);
    expect(known.isOutdated({ cursor: 'e1.29', moment: 1 })).toBe(true);
    expect(known.isOutdated({ cursor: 'e1.30', moment: 1 })).toBe(false);
    expect(known.isOutdated({ cursor: 'e1.29', moment: 99 })).toBe(false);
  });
});
