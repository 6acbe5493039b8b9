import { type Life, type LoggedEvent, type Sight, sees } from './history.ts';

/** A life may be seen this long before or after the moment that the harness noted, in milliseconds. */
const SLACK_MS = 5_000;

/** One org's log in each life, for looking things up. */
export class OrgLives {
  readonly #lives: readonly {
    readonly began: number;
    readonly bySeq: ReadonlyMap<number, LoggedEvent>;
    readonly head: number;
  }[];
  /** `#shared[a][b]`: the last `seq` up to which lives a and b have the same events. */
  readonly #shared: readonly (readonly number[])[];

  constructor(org: string, lives: readonly Life[]) {
    this.#lives = lives.map(({ began, logs }) => {
      const log = logs.get(org) ?? [];
      return { began, bySeq: new Map(log.map((event) => [event.seq, event])), head: log.at(-1)?.seq ?? 0 };
    });
    this.#shared = this.#lives.map((a) => this.#lives.map((b) => sharedUpTo(a, b)));
  }

  get count(): number {
    return this.#lives.length;
  }

  headOf(life: number): number {
    return this.#lives[life]?.head ?? 0;
  }

  eventAt(life: number, seq: number): LoggedEvent | undefined {
    return this.#lives[life]?.bySeq.get(seq);
  }

  /** The lives that may have been served at a time. */
  around(at: number): ReadonlySet<number> {
    const ends = (life: number): number => this.#lives[life + 1]?.began ?? Infinity;
    return new Set(
      this.#lives.flatMap(({ began }, life) => (began <= at + SLACK_MS && at - SLACK_MS <= ends(life) ? [life] : [])),
    );
  }

  /** The lives in which this event has this place. */
  holding(seq: number, eventId: string): ReadonlySet<number> {
    return new Set(this.#lives.flatMap(({ bySeq }, life) => (bySeq.get(seq)?.eventId === eventId ? [life] : [])));
  }

  /** Whether any life has the event, at whatever place. */
  know(eventId: string): boolean {
    return this.#lives.some(({ bySeq }) => [...bySeq.values()].some((event) => event.eventId === eventId));
  }

  /** Adds the lives that are the same up to `seq` as one that is given. */
  sharing(lives: ReadonlySet<number>, seq: number): ReadonlySet<number> {
    const all = new Set(lives);
    for (const life of lives) {
      this.#shared[life]?.forEach((upTo, other) => {
        if (upTo >= seq) all.add(other);
      });
    }
    return all;
  }

  /** What a reader sees of a life between two places, both excluded. */
  between(life: number, after: number, before: number, sight: Sight): readonly LoggedEvent[] {
    const events: LoggedEvent[] = [];
    for (let seq = after + 1; seq < before; seq += 1) {
      const event = this.eventAt(life, seq);
      if (event && sees(sight, event)) events.push(event);
    }
    return events;
  }

  /** The places at which a token's event lies, by life. */
  placesOf(token: string): ReadonlyMap<number, LoggedEvent> {
    const places = new Map<number, LoggedEvent>();
    this.#lives.forEach(({ bySeq }, life) => {
      for (const event of bySeq.values()) if (event.token === token) places.set(life, event);
    });
    return places;
  }
}

interface Searchable {
  readonly bySeq: ReadonlyMap<number, LoggedEvent>;
  readonly head: number;
}

function sharedUpTo(a: Searchable, b: Searchable): number {
  if (a === b) return Infinity;
  let seq = 0;
  const end = Math.min(a.head, b.head);
  while (seq < end && a.bySeq.get(seq + 1)?.eventId === b.bySeq.get(seq + 1)?.eventId) seq += 1;
  return seq;
}
