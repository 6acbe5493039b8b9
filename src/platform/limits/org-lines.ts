import type { Clock, Timer } from '@bellhop/realtime';

export interface LineLimits {
  /** Requests of one org under way at once. */
  readonly underWay: number;
  /** Maximum number of waiting requests per org, and their total bytes. */
  readonly waiting: number;
  readonly waitingBytes: number;
  /** The same for all orgs together. */
  readonly allWaiting: number;
  readonly allWaitingBytes: number;
  /** Longest wait in milliseconds; refusal may come up to 250 ms later. */
  readonly waitMs: number;
}

/** Called once for each waiting place that is not given up. */
export type Called = (outcome: 'admitted' | 'late') => void;

/** Result of entering a full line. */
export interface FullLine {
  /** How long the first in line has waited, in milliseconds: about as long as the next one would. */
  readonly waitedMs: number;
}

interface Line {
  readonly orgId: string;
  underWay: number;
  waitingBytes: number;
  readonly waiting: Set<Place>;
}

const LOOK_MS = 250;

/**
 * A request's place: *waiting* until it is called, *under way* until {@link leave}, then *over*. If it waits too long, it is
 * over at once.
 */
export class Place {
  state: 'waiting' | 'under way' | 'over' = 'waiting';
  called: Called | undefined;

  constructor(
    readonly line: Line,
    readonly bytes: number,
    readonly since: number,
    private readonly onLeave: (place: Place) => void,
  ) {}

  /** Gives up the place, waiting or under way. Does nothing when it is over. */
  leave(): void {
    if (this.state !== 'over') this.onLeave(this);
  }
}

/**
 * Limits how many requests each org has under way; the org's others wait in order of arrival. No org waits for another. Each
 * turn of the event loop admits one waiting request per org, so that other work gets its turn in between.
 */
export class OrgLines {
  readonly #lines = new Map<string, Line>();
  /** Lines whose first request may be admitted. */
  readonly #due = new Set<Line>();
  #waiting = 0;
  #waitingBytes = 0;
  #isDeferred = false;
  readonly #onLeave = (place: Place): void => this.#leave(place);
  #timer: Timer | undefined;

  /** @param defer runs a task after the event loop has processed pending work */
  constructor(
    private readonly limits: LineLimits,
    private readonly clock: Pick<Clock, 'monotonic' | 'every'>,
    private readonly defer: (task: () => void) => void = setImmediate,
  ) {}

  /** Number of waiting requests. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Number of orgs with something under way or waiting. */
  get size(): number {
    return this.#lines.size;
  }

  /**
   * Takes a place, under way if there is room.
   * @param bytes held while waiting
   * @param called called if the place had to wait
   */
  enter(orgId: string, bytes: number, called: Called): Place | FullLine {
    let line = this.#lines.get(orgId);
    if (!line) this.#lines.set(orgId, (line = { orgId, underWay: 0, waitingBytes: 0, waiting: new Set() }));
    const now = this.clock.monotonic();
    const place = new Place(line, bytes, now, this.#onLeave);
    if (line.underWay < this.limits.underWay && line.waiting.size === 0) {
      this.#begin(place);
      return place;
    }
    if (this.#isFull(line, bytes)) {
      const [first] = line.waiting;
      return { waitedMs: now - (first?.since ?? now) };
    }
    place.called = called;
    line.waiting.add(place);
    this.#count(place, 1);
    this.#timer ??= this.clock.every(LOOK_MS, () => this.#refuseLate());
    return place;
  }

  #isFull(line: Line, bytes: number): boolean {
    const { waiting, waitingBytes, allWaiting, allWaitingBytes } = this.limits;
    return (
      line.waiting.size >= waiting ||
      line.waitingBytes + bytes > waitingBytes ||
      this.#waiting >= allWaiting ||
      this.#waitingBytes + bytes > allWaitingBytes
    );
  }

  #begin(place: Place): void {
    place.state = 'under way';
    place.line.underWay += 1;
  }

  #leave(place: Place): void {
    const { line } = place;
    if (place.state === 'waiting') this.#unqueue(place);
    else line.underWay -= 1;
    place.state = 'over';
    if (line.waiting.size > 0) this.#admitSoon(line);
    else if (line.underWay === 0) this.#lines.delete(line.orgId);
  }

  #admitSoon(line: Line): void {
    if (line.underWay >= this.limits.underWay) return;
    this.#due.add(line);
    if (this.#isDeferred) return;
    this.#isDeferred = true;
    this.defer(() => this.#admit());
  }

  /** Admits one request of each due line; the next turn admits the next. */
  #admit(): void {
    this.#isDeferred = false;
    const due = [...this.#due];
    this.#due.clear();
    for (const line of due) {
      const [next] = line.waiting;
      if (!next || line.underWay >= this.limits.underWay) continue;
      this.#unqueue(next);
      this.#begin(next);
      if (line.waiting.size > 0) this.#admitSoon(line);
      next.called?.('admitted');
    }
  }

  #refuseLate(): void {
    const latest = this.clock.monotonic() - this.limits.waitMs;
    for (const line of [...this.#lines.values()]) {
      for (const place of line.waiting) {
        if (place.since > latest) break;
        this.#leave(place);
        place.called?.('late');
      }
    }
  }

  #unqueue(place: Place): void {
    place.line.waiting.delete(place);
    this.#count(place, -1);
    if (this.#waiting > 0) return;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #count({ line, bytes }: Place, by: 1 | -1): void {
    line.waitingBytes += by * bytes;
    this.#waiting += by;
    this.#waitingBytes += by * bytes;
  }
}
