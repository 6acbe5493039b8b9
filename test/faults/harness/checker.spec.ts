import { describe, expect, it } from '@jest/globals';
import { check } from './checker.ts';
import type { Life, LoggedEvent, ReaderHistory, RunHistory, Step, Write } from './history.ts';

const ORG = 'org';

/** A log of events named `names`, each raised by the write with that token. */
const logOf = (...names: readonly string[]): readonly LoggedEvent[] =>
  names.map((name, index) => ({ seq: index + 1, eventId: name, domain: 'tasks', token: name }));

const lifeOf = (began: number, ...names: readonly string[]): Life => ({
  began,
  logs: new Map([[ORG, logOf(...names)]]),
});
const event = (seq: number, eventId: string, at = seq): Step => ({ at, kind: 'event', seq, eventId });
const moved = (seq: number, at = seq): Step => ({ at, kind: 'moved', seq });
const gap = (seq: number, at = seq, reason = 'epoch'): Step => ({ at, kind: 'gap', seq, reason });
const readerOf = (...steps: readonly Step[]): ReaderHistory => ({ name: 'reader', org: ORG, steps });
const acknowledged = (token: string): Write => ({ org: ORG, token, kind: 'plain', outcome: 'acknowledged', at: 1 });

const kindsOf = (history: Partial<RunHistory>): readonly string[] =>
  check({ lives: [lifeOf(0, 'a', 'b', 'c', 'd')], writes: [], readers: [], probes: [], ...history }).map(
    ({ kind }) => kind,
  );
const kindsFor = (...steps: readonly Step[]): readonly string[] => kindsOf({ readers: [readerOf(...steps)] });

describe('a reader of a log with one life', () => {
  it('may get everything in order, over any number of connections', () => {
    expect(kindsFor(moved(0), event(1, 'a'), moved(1), event(2, 'b'), moved(2), event(3, 'c'), event(4, 'd'))).toEqual(
      [],
    );
  });

  it('may not be moved past an event, by another event or by a cursor', () => {
    expect(kindsFor(moved(0), event(1, 'a'), event(3, 'c'))).toEqual(['loss']);
    expect(kindsFor(moved(0), event(1, 'a'), moved(2))).toEqual(['loss']);
  });

  it('may be moved past events it may not see', () => {
    const lives = [{ began: 0, logs: new Map([[ORG, logOf('a', 'b').map((one) => ({ ...one, domain: 'finance' }))]]) }];
    const staff = { ...readerOf(moved(0), moved(2)), domains: ['tasks'] };
    expect(kindsOf({ lives, readers: [staff] })).toEqual([]);
    expect(kindsOf({ lives, readers: [readerOf(moved(0), moved(2))] })).toEqual(['loss']);
  });

  it('may not get an event twice, out of order, or at another seq', () => {
    expect(kindsFor(moved(0), event(1, 'a'), event(2, 'b'), event(1, 'a'))).toEqual(['doubling']);
    expect(kindsFor(moved(2), event(3, 'c'), event(2, 'b'), event(4, 'd'))).toEqual(['order', 'loss']);
    expect(kindsFor(moved(0), event(1, 'b'))).toEqual(['phantom']);
  });

  it('may not get an event that no log has, nor a cursor past the end or before its own', () => {
    expect(kindsFor(moved(0), event(1, 'x'))).toEqual(['phantom']);
    expect(kindsFor(moved(4), moved(5))).toEqual(['phantom']);
    expect(kindsFor(moved(3), moved(2))).toEqual(['order']);
  });

  it('may not get a gap', () => {
    expect(kindsFor(moved(1), gap(4))).toEqual(['needless-gap']);
  });
});

describe('a reader of a log that was reset', () => {
  const lives = [lifeOf(0, 'a', 'b', 'c', 'd'), lifeOf(10_000, 'a', 'b', 'C', 'D', 'E')];
  const kinds = (...steps: readonly Step[]): readonly string[] => kindsOf({ lives, readers: [readerOf(...steps)] });

  it('may go on without a gap from where both lives agree', () => {
    expect(kinds(moved(0), event(1, 'a'), event(2, 'b'), event(3, 'C', 10_001), event(4, 'D', 10_002))).toEqual([]);
  });

  it('must get a gap where its own events are gone', () => {
    expect(kinds(moved(2), event(3, 'c'), gap(3, 10_001), event(4, 'D', 10_002))).toEqual([]);
    expect(kinds(moved(2), event(3, 'c'), event(4, 'D', 10_002))).toEqual(['other-life']);
    expect(kinds(moved(3), event(4, 'd'), event(5, 'E', 10_002))).toEqual(['other-life']);
    expect(kinds(moved(3), event(4, 'd'), moved(5, 10_002))).toEqual(['phantom']);
  });

  it('may get events again after a gap', () => {
    expect(kinds(moved(0), event(1, 'a'), gap(0, 10_001), event(1, 'a', 10_002))).toEqual([]);
  });

  it('must get everything after the gap', () => {
    expect(kinds(moved(3), event(4, 'd'), gap(2, 10_001), event(4, 'D', 10_002))).toEqual(['loss']);
  });
});

describe('a probe', () => {
  const probes = [{ org: ORG, token: 'c', sentAt: 99, at: 100, withinMs: 50 }];
  const kinds = (...steps: readonly Step[]): readonly string[] => kindsOf({ probes, readers: [readerOf(...steps)] });

  it('must reach its readers in time', () => {
    expect(kinds(moved(2), event(3, 'c', 150))).toEqual([]);
    expect(kinds(moved(2), event(3, 'c', 151))).toEqual(['silence']);
    expect(kinds(moved(2))).toEqual(['silence']);
    expect(kindsOf({ probes, readers: [{ ...readerOf(), org: 'another' }] })).toEqual([]);
  });

  it('must be accepted in time', () => {
    const probe = { org: ORG, token: 'x', sentAt: 100, withinMs: 50 };
    expect(kindsOf({ probes: [{ ...probe, at: 150 }] })).toEqual([]);
    expect(kindsOf({ probes: [{ ...probe, at: 151 }] })).toEqual(['away']);
    expect(kindsOf({ probes: [{ ...probe, at: undefined }] })).toEqual(['away']);
  });

  it('is covered by a gap that ends at or after it', () => {
    const lives = [lifeOf(0, 'a', 'x'), lifeOf(90, 'a', 'b', 'c')];
    const after = (...steps: readonly Step[]): readonly string[] =>
      kindsOf({ lives, probes, readers: [readerOf(moved(1), event(2, 'x'), ...steps)] });
    expect(after(gap(3, 120))).toEqual([]);
    expect(after(gap(2, 120))).toEqual(['silence']);
    expect(after(gap(2, 120), event(3, 'c', 130))).toEqual([]);
  });
});

describe('a write', () => {
  it('must be in a life of the log when acknowledged', () => {
    expect(kindsOf({ writes: [acknowledged('a'), acknowledged('d')] })).toEqual([]);
    expect(kindsOf({ writes: [acknowledged('x')] })).toEqual(['lost-write']);
    expect(kindsOf({ lives: [lifeOf(0, 'a', 'b'), lifeOf(9, 'a')], writes: [acknowledged('b')] })).toEqual([]);
  });

  it('may be logged or not when unanswered, but only once', () => {
    const unknown = (token: string): Write => ({ ...acknowledged(token), kind: 'keyed', outcome: 'unknown' });
    expect(kindsOf({ writes: [unknown('a'), unknown('x')] })).toEqual([]);
    const [first, second] = logOf('a', 'b') as [LoggedEvent, LoggedEvent];
    const lives = [{ began: 0, logs: new Map([[ORG, [first, { ...second, token: 'a' }]]]) }];
    expect(kindsOf({ lives, writes: [unknown('a')] })).toEqual(['doubled-write']);
  });

  it('must not be logged when refused', () => {
    expect(kindsOf({ writes: [{ ...acknowledged('a'), outcome: 'refused' }] })).toEqual(['refused-write']);
  });
});

it('a log may have no gaps and no event twice', () => {
  const [a, b, c] = logOf('a', 'b', 'c') as [LoggedEvent, LoggedEvent, LoggedEvent];
  const kinds = (...log: readonly LoggedEvent[]): readonly string[] =>
    kindsOf({ lives: [{ began: 0, logs: new Map([[ORG, log]]) }] });
  expect(kinds(a, b, c)).toEqual([]);
  expect(kinds(b, c)).toEqual([]);
  expect(kinds(a, c)).toEqual(['broken-log']);
  expect(kinds(a, { ...b, eventId: 'a' }, c)).toEqual(['broken-log']);
});
