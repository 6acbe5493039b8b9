import type { Violation, ViolationKind } from './violation.ts';
import { type Life, type Probe, type ReaderHistory, sees, type Step } from './history.ts';
import { OrgLives } from './lives.ts';

/** Checks what one reader received. */
export function checkReader(
  reader: ReaderHistory,
  lives: readonly Life[],
  probes: readonly Probe[],
): readonly Violation[] {
  const org = new OrgLives(reader.org, lives);
  const standing = new Standing(reader, org);
  for (const step of reader.steps) standing.take(step);
  return [...standing.violations, ...silences(reader, org, probes)];
}

/**
 * A reader’s position while its steps are replayed: a `seq`, and the lives of the log in which it may be there. There
 * are several lives where lives share their events up to that seq, and after a gap until an event tells them apart.
 */
class Standing {
  readonly violations: Violation[] = [];
  #seq: number | undefined;
  #lives: ReadonlySet<number> = new Set();
  /** Events since the last gap. */
  readonly #seen = new Set<string>();

  readonly #reader: ReaderHistory;
  readonly #org: OrgLives;

  constructor(reader: ReaderHistory, org: OrgLives) {
    this.#reader = reader;
    this.#org = org;
  }

  take(step: Step): void {
    if (step.kind === 'gap') this.#gap(step);
    else if (step.kind === 'moved') this.#moved(step);
    else this.#event(step);
  }

  #gap({ at, seq, reason }: Step & { kind: 'gap' }): void {
    if (this.#org.count === 1 && this.#seq !== undefined) this.#broken('needless-gap', at, `gap "${reason}" to ${seq}`);
    this.#seen.clear();
    this.#stand(seq, this.#org.around(at));
  }

  #moved({ at, seq }: Step & { kind: 'moved' }): void {
    if (this.#seq === undefined) return this.#stand(seq, this.#org.around(at));
    if (seq < this.#seq) {
      this.#broken('order', at, `was moved from ${this.#seq} back to ${seq}`);
      return this.#stand(seq, this.#lives);
    }
    this.#goOn(at, seq, this.#lives, seq + 1, `the cursor ${seq}`);
  }

  #event({ at, seq, eventId }: Step & { kind: 'event' }): void {
    const holding = this.#org.holding(seq, eventId);
    if (this.#seen.has(eventId)) this.#broken('doubling', at, `event ${seq} (${eventId}) again`);
    else if (holding.size === 0) {
      const how = this.#org.know(eventId) ? 'which has another place in the log' : 'which no log has';
      this.#broken('phantom', at, `event ${seq} (${eventId}), ${how}`);
    } else if (this.#seq !== undefined && seq <= this.#seq && intersection(holding, this.#lives).size > 0) {
      this.#broken('order', at, `event ${seq} after it stood at ${this.#seq}`);
    } else if (this.#seq !== undefined) {
      const own = intersection(holding, this.#lives);
      if (own.size > 0) {
        this.#seen.add(eventId);
        return this.#goOn(at, seq, own, seq, `event ${seq}`);
      }
      this.#broken(
        'other-life',
        at,
        `event ${seq} (${eventId}) of another life, standing at ${this.#seq}, without a gap`,
      );
    }
    this.#seen.add(eventId);
    this.#stand(seq, holding.size > 0 ? holding : this.#lives);
  }

  /** @param before the reader must have had every visible event before this seq */
  #goOn(at: number, seq: number, lives: ReadonlySet<number>, before: number, by: string): void {
    const from = this.#seq ?? seq;
    const reaching = [...lives].filter((life) => this.#org.headOf(life) >= seq);
    if (reaching.length === 0 && seq > from) {
      this.#broken('phantom', at, `was moved from ${from} by ${by}, which is past the end of the log`);
      return this.#stand(seq, lives);
    }
    const missing = reaching.map((life) => ({ life, events: this.#org.between(life, from, before, this.#reader) }));
    const whole = missing.filter(({ events }) => events.length === 0).map(({ life }) => life);
    if (whole.length === 0 && seq > from) {
      const seqs = (missing[0]?.events ?? []).map((event) => event.seq);
      this.#broken('loss', at, `was moved from ${from} by ${by} without ${shown(seqs)}`);
    }
    this.#stand(seq, whole.length > 0 ? new Set(whole) : lives);
  }

  #stand(seq: number, lives: ReadonlySet<number>): void {
    this.#seq = seq;
    this.#lives = this.#org.sharing(lives, seq);
  }

  #broken(kind: ViolationKind, at: number, what: string): void {
    this.violations.push({ kind, at, who: this.#reader.name, what });
  }
}

function silences(reader: ReaderHistory, org: OrgLives, probes: readonly Probe[]): readonly Violation[] {
  return probes.flatMap((probe): Violation[] => {
    const { at } = probe;
    if (probe.org !== reader.org || at === undefined) return [];
    const places = org.placesOf(probe.token);
    const events = [...places.values()].filter((event) => sees(reader, event));
    const [first] = events;
    if (!first) return [];
    const told = reader.steps.find(
      (step) =>
        (step.kind === 'event' && events.some(({ eventId }) => eventId === step.eventId)) ||
        // A gap that ends at or after the probe covers it.
        (step.kind === 'gap' && step.at >= at - probe.withinMs && step.seq >= first.seq && covers(org, step, places)),
    );
    const late = told ? told.at - at : Infinity;
    if (late <= probe.withinMs) return [];
    const what = told
      ? `got probe ${probe.token} (${first.seq}) only after ${(late / 1_000).toFixed(1)} s`
      : `never got probe ${probe.token} (${first.seq}), acknowledged at ${(at / 1_000).toFixed(1)} s`;
    return [{ kind: 'silence', at, who: reader.name, what }];
  });
}

const covers = (org: OrgLives, { at }: Step, places: ReadonlyMap<number, unknown>): boolean =>
  [...org.around(at)].some((life) => places.has(life));

const intersection = (a: ReadonlySet<number>, b: ReadonlySet<number>): ReadonlySet<number> =>
  new Set([...a].filter((one) => b.has(one)));

function shown(seqs: readonly number[]): string {
  const some = seqs.slice(0, 5).join(', ');
  return seqs.length > 5 ? `${some} … (${seqs.length} events)` : some;
}
