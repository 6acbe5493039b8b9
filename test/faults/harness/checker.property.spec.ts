import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { check } from './checker.ts';
import type { Life, LoggedEvent, ReaderHistory, RunHistory, Step } from './history.ts';

const ORG = 'org';
/** When the log is reset, in milliseconds. */
const BACK_AT = 100_000;

/** A log that may be reset to `fork` events and continue from there, and what its reader does with each event. */
const runs = fc
  .record({
    length: fc.integer({ min: 4, max: 30 }),
    more: fc.integer({ min: 2, max: 10 }),
    goesBack: fc.boolean(),
    moves: fc.array(fc.boolean(), { minLength: 45, maxLength: 45 }),
  })
  .chain((shape) => fc.record({ shape: fc.constant(shape), fork: fc.integer({ min: 1, max: shape.length - 1 }) }));

type Run = typeof runs extends fc.Arbitrary<infer T> ? T : never;

const logOf = (...names: readonly string[]): readonly LoggedEvent[] =>
  names.map((name, index) => ({ seq: index + 1, eventId: name, domain: 'tasks', token: name }));
const named = (prefix: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

interface Recorded {
  readonly history: RunHistory;
  readonly steps: readonly Step[];
}

/** What a correct server delivers: the first life, a gap where the log is reset, then the second life. */
function recorded({ shape: { length, more, goesBack, moves }, fork }: Run): Recorded {
  const first = logOf(...named('a', length));
  const second = logOf(...named('a', fork), ...named('b', more));
  const logs = goesBack ? [first, second] : [first];
  const lives = logs.map((log, life): Life => ({ began: life * BACK_AT, logs: new Map([[ORG, log]]) }));
  const steps: Step[] = [{ at: 1, kind: 'moved', seq: 0 }];
  const give = (events: readonly LoggedEvent[], at: number): void => {
    for (const { seq, eventId } of events) {
      steps.push({ at: at + seq, kind: 'event', seq, eventId });
      if (moves[steps.length % moves.length]) steps.push({ at: at + seq, kind: 'moved', seq });
    }
  };
  give(first, 1);
  if (goesBack) {
    steps.push({ at: BACK_AT + 1, kind: 'gap', seq: fork, reason: 'epoch' });
    give(second.slice(fork), BACK_AT + 2);
  }
  const reader: ReaderHistory = { name: 'reader', org: ORG, steps };
  const last = logs.at(-1)?.at(-1)?.token ?? '';
  const at = steps.at(-1)?.at ?? 0;
  const probes = [{ org: ORG, token: last, sentAt: at, at, withinMs: 50 }];
  return { history: { lives, writes: [], readers: [reader], probes }, steps };
}

const kindsOf = ({ history }: Recorded, steps: readonly Step[]): readonly string[] => {
  const [reader] = history.readers;
  return reader ? check({ ...history, readers: [{ ...reader, steps }] }).map(({ kind }) => kind) : [];
};
const eventsOf = (steps: readonly Step[]): readonly number[] =>
  steps.flatMap(({ kind }, index) => (kind === 'event' ? [index] : []));

/** Ways to corrupt a reader’s steps, each with the rules that it may break. */
const SPOILINGS: Readonly<
  Record<string, { readonly breaks: readonly string[]; readonly spoil: (steps: readonly Step[], at: number) => Step[] }>
> = {
  'an event left out': {
    breaks: ['loss', 'silence'],
    spoil: (steps, at) => {
      const step = steps[at];
      // Also drops the cursor that would give it away: a server that loses an event sends neither.
      return steps.filter(
        (one, index) => index !== at && !(index === at + 1 && one.kind === 'moved' && one.seq === step?.seq),
      );
    },
  },
  'an event given twice': {
    breaks: ['doubling'],
    spoil: (steps, at) => steps.flatMap((step, index) => (index === at ? [step, step] : [step])),
  },
  'two events in the wrong order': {
    breaks: ['order', 'loss'],
    spoil: (steps, at) => {
      const spoilt = [...steps];
      const events = eventsOf(steps);
      const other = events[events.indexOf(at) + 1] ?? events[events.indexOf(at) - 1] ?? at;
      [spoilt[at], spoilt[other]] = [spoilt[other] as Step, spoilt[at] as Step];
      return spoilt;
    },
  },
  'an event that was never committed': {
    breaks: ['phantom'],
    spoil: (steps, at) =>
      steps.map((step, index) => (index === at && step.kind === 'event' ? { ...step, eventId: 'x' } : step)),
  },
};

describe('what a correct server delivers', () => {
  it('breaks no rule', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const given = recorded(run);
        expect(kindsOf(given, given.steps)).toEqual([]);
      }),
    );
  });

  it.each(Object.entries(SPOILINGS))('breaks a rule with %s', (_, { breaks, spoil }) => {
    fc.assert(
      fc.property(runs, fc.nat(), (run, chosen) => {
        // Without a reset: its gap could cover what is missing.
        const given = recorded({ ...run, shape: { ...run.shape, goesBack: false } });
        const events = eventsOf(given.steps);
        const kinds = kindsOf(given, spoil(given.steps, events[chosen % events.length] ?? 0));
        expect(kinds.filter((kind) => breaks.includes(kind))).not.toEqual([]);
      }),
    );
  });

  it('breaks a rule without the gap', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const given = recorded({ ...run, shape: { ...run.shape, goesBack: true } });
        const kinds = kindsOf(
          given,
          given.steps.filter(({ kind }) => kind !== 'gap'),
        );
        expect(kinds).toContain('other-life');
      }),
    );
  });
});
