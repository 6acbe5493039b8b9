import { type Life, type LoggedEvent, type Sight, sees } from './history.ts';

/** How long before or after its recorded time a life may be seen, in milliseconds. */
const SLACK_MS = 5_000;

/** Index of one organisation’s log in each life. */
export class OrgLives {
  readonly #lives: readonly {
    readonly began: number;
    readonly bySeq: ReadonlyMap<number, LoggedEvent>;
    readonly head: number;
  }[];
  /** `#shared[a][b]`: last `seq` up to which lives a and b have the same events. */
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

  /** Lives that may have been served at a time. */
  around(at: number): ReadonlySet<number> {
    const ends = (life: number): number => this.#lives[life + 1]?.began ?? Infinity;
    return new Set(
      this.#lives.flatMap(({ began }, life) => (began <= at + SLACK_MS && at - SLACK_MS <= ends(life) ? [life] : [])),
    );
  }

  /** Lives that have this event at this seq. */
  holding(seq: number, eventId: string): ReadonlySet<number> {
    return new Set(this.#lives.flatMap(({ bySeq }, life) => (bySeq.get(seq)?.eventId === eventId ? [life] : [])));
  }

  /** Whether any life has the event at any seq. */
  know(eventId: string): boolean {
    return this.#lives.some(({ bySeq }) => [...bySeq.values()].some((event) => event.eventId === eventId));
  }

  /** Adds the lives that equal a given one up to `seq`. */
  sharing(lives: ReadonlySet<number>, seq: number): ReadonlySet<number> {
    const all = new Set(lives);
    for (const life of lives) {
      this.#shared[life]?.forEach((upTo, other) => {
        if (upTo >= seq) all.add(other);
      });
    }
    return all;
  }

  /** Events of a life that a reader sees between two seqs, exclusive. */
  between(life: number, after: number, before: number, sight: Sight): readonly LoggedEvent[] {
    const events: LoggedEvent[] = [];
    for (let seq = after + 1; seq < before; seq += 1) {
      const event = this.eventAt(life, seq);
      if (event && sees(sight, event)) events.push(event);
    }
    return events;
  }

  /** Events of a token by life. */
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
