import type { Batch } from '../delivery/batch.js';
import type { Outcome } from '../delivery/delivery.js';
import { lowest, reaches } from '../delivery/cursors.js';
import type { Environment, TabChannel, Timer } from '../environment/environment.js';
import { between } from '../environment/waiting.js';
import { type Link, NO_LINK } from '../transports/connection.js';
import type { Candidate, Election } from './election.js';
import type { TabMessage, Term } from './tab-messages.js';

/** Interval of a leader's heartbeats, in milliseconds. */
const HEARTBEAT_MS = 2_000;
/** Silence after which a leader is pinged, in milliseconds. */
const QUIET_MS = 2_500;
/** How long a leader may take to respond, in milliseconds: its timers may be throttled, messages are not. */
const ANSWER_MS = 1_500;
/** How long tabs may take to report their positions, in milliseconds. A later one catches up by `need`. */
const ROLL_CALL_MS = 150;
/** Minimum time between two `need` messages of a tab, in milliseconds. */
const NEED_MS = 1_000;

/** What the group reads from its tab, and calls on it. */
export interface GroupMember {
  /** The tab's position. */
  cursor(): string | undefined;
  /** The connection's position, while the tab leads. */
  connectionCursor(): string | undefined;
  since(cursor: string): Batch | undefined;
  accept(batch: Batch): Outcome;
  /** The tab leads from now on: it connects, at the position of the tab furthest behind. */
  lead(from: string | undefined, isTakeover: boolean): void;
  /** The tab no longer leads: it disconnects. */
  follow(): void;
  /** State of the leader's connection. */
  leaderLink(link: Link): void;
  /** Another tab needs the events after `cursor`: the connection has to go back. */
  rewind(cursor: string): void;
}

/**
 * The tabs of one browser. One of them leads: it holds the connection and passes on its events.
 *
 * `following` ─elected→ `electing` (roll call) → `leading`; any ─deposed, or a higher term seen→ `following`.
 *
 * A follower that hears nothing pings the leader, and takes over if it does not respond. A tab may believe itself
 * leader for a moment longer without harm: its term is lower, so it is ignored, and whatever a tab applies is checked
 * against its position ({@link GroupMember.accept}).
 */
export class TabGroup implements Candidate {
  #role: 'following' | 'electing' | 'leading' = 'following';
  /** The highest term seen; this tab's own while it leads. */
  #term: Term = { number: 0, leader: '' };
  #channel: TabChannel | undefined;
  #election: Election | undefined;
  #lastHeard = 0;
  #heardAnybody = false;
  #roll: string[] = [];
  #link = NO_LINK;
  #neededAt = -Infinity;
  /** Heartbeats of a leader, checks of a follower, or the deadline of the roll call. */
  #timer: Timer | undefined;

  constructor(
    private readonly environment: Environment,
    private readonly name: string,
    /** Unique to this tab. */
    private readonly tabId: string,
    private readonly member: GroupMember,
    private readonly electionOf: (candidate: Candidate) => Election,
  ) {}

  /** The highest term that this tab has seen. */
  get term(): number {
    return this.#term.number;
  }

  join(): void {
    this.#channel = this.environment.openChannel?.(this.name, (message) => this.#receive(message as TabMessage));
    this.#lastHeard = this.environment.now();
    this.#election = this.electionOf(this);
    this.#post({ kind: 'ping', term: this.#term });
    this.#lookLater();
    this.#election.campaign();
  }

  /** Leaves the group at once: gives up leadership and ignores further messages. */
  leave(): void {
    this.#timer?.cancel();
    this.#role = 'following';
    this.#election?.resign();
    this.#election = undefined;
    this.#channel?.close();
    this.#channel = undefined;
  }

  /** While leading: passes a batch on. */
  pass(batch: Batch): void {
    if (this.#role === 'leading') this.#post({ kind: 'batch', term: this.#term, batch });
  }

  /** While leading: announces the state of the connection. */
  announce(link: Link): void {
    this.#link = link;
    if (this.#role === 'leading') {
      this.#post({ kind: 'lead', term: this.#term, link, cursor: this.member.connectionCursor() });
    }
  }

  elected(): void {
    if (!this.#election) return;
    this.#role = 'electing';
    this.#roll = [];
    this.#timer?.cancel();
    // Take the term only after the roll call: a tab that slept while it was elected and deposed learns of that
    // meanwhile.
    this.#timer = this.environment.after(ROLL_CALL_MS, () => this.#lead());
    this.#post({ kind: 'roll-call', term: this.#term });
  }

  deposed(): void {
    if (this.#election) this.#fallBack();
  }

  #lead(): void {
    const isTakeover = this.#heardAnybody;
    this.#role = 'leading';
    this.#term = { number: this.#nextTerm(), leader: this.tabId };
    this.#beatLater();
    this.announce(NO_LINK);
    this.member.lead(lowest(this.member.cursor(), this.#roll), isTakeover);
  }

  /** Stored in localStorage too, so that it keeps growing after the last tab was closed. */
  #nextTerm(): number {
    const key = `${this.name}:term`;
    const stored = Number(this.environment.storage?.get(key) ?? 0);
    const number = Math.max(this.#term.number, Number.isSafeInteger(stored) ? stored : 0) + 1;
    this.environment.storage?.set(key, String(number));
    return number;
  }

  /** Stops leading, and campaigns again. */
  #fallBack(): void {
    const led = this.#role === 'leading';
    this.#role = 'following';
    this.#lastHeard = this.environment.now();
    this.#lookLater();
    if (led) this.member.follow();
    this.#election?.campaign();
  }

  #beatLater(): void {
    this.#timer?.cancel();
    this.#timer = this.environment.after(HEARTBEAT_MS, () => {
      this.#beatLater();
      this.announce(this.#link);
    });
  }

  /** Checks the leader every 3 to 5 s. */
  #lookLater(): void {
    this.#timer?.cancel();
    this.#timer = this.environment.after(between(this.environment, 3_000, 5_000), () => {
      this.#lookLater();
      if (this.environment.now() - this.#lastHeard > QUIET_MS) this.#ask();
    });
  }

  #ask(): void {
    const askedAt = this.environment.now();
    this.#post({ kind: 'ping', term: this.#term });
    this.#timer?.cancel();
    this.#timer = this.environment.after(ANSWER_MS, () => {
      this.#lookLater();
      if (this.#lastHeard < askedAt) this.#election?.steal();
    });
  }

  #receive(message: TabMessage): void {
    if (!this.#election) return;
    switch (message.kind) {
      case 'lead':
      case 'batch':
        return this.#hearLeader(message);
      case 'ping':
        if (this.#isOutranked(message.term)) return;
        if (this.#role === 'leading') this.announce(this.#link);
        if (this.#role === 'electing') this.#post({ kind: 'roll-call', term: this.#term });
        return;
      case 'roll-call':
        this.#lastHeard = this.environment.now();
        return this.#post({ kind: 'here', term: this.#term, cursor: this.member.cursor() });
      case 'here':
        if (this.#isOutranked(message.term)) return;
        this.#learn(message.term);
        if (message.cursor === undefined) return;
        if (this.#role === 'electing') this.#roll.push(message.cursor);
        if (this.#role === 'leading') this.#serve(message.cursor);
        return;
      case 'need':
        if (!this.#isOutranked(message.term) && this.#role === 'leading') this.#serve(message.cursor);
    }
  }

  #hearLeader(message: Extract<TabMessage, { kind: 'lead' | 'batch' }>): void {
    if (this.#isOutranked(message.term)) return;
    if (message.term.number < this.#term.number) {
      // A former leader that slept through the change: it learns of the higher term and follows.
      if (this.#role === 'leading') this.announce(this.#link);
      return;
    }
    this.#learn(message.term);
    this.#heardAnybody = true;
    this.#lastHeard = this.environment.now();
    if (message.kind === 'batch') return this.#take(message.batch);
    if (this.#role === 'following') this.member.leaderLink(message.link);
    const { cursor } = message;
    if (cursor !== undefined) this.#take({ from: cursor, to: cursor, events: [] });
  }

  #take(batch: Batch): void {
    if (this.member.accept(batch) === 'applied') return;
    const now = this.environment.now();
    const mine = this.member.cursor();
    if (mine === undefined || now - this.#neededAt < NEED_MS) return;
    this.#neededAt = now;
    this.#post({ kind: 'need', term: this.#term, cursor: mine });
  }

  /** Sends a tab at `cursor` the events it lacks, from the history or from the server again. */
  #serve(cursor: string): void {
    const reached = this.member.connectionCursor();
    if (reached !== undefined && reaches(cursor, reached)) return;
    const missed = this.member.since(cursor);
    if (missed) this.pass(missed);
    else this.member.rewind(cursor);
  }

  /** Whether another tab knows a higher term, or the same one of another leader. If so, this tab stops leading. */
  #isOutranked(term: Term): boolean {
    const mine = this.#term;
    const isOutranked = term.number > mine.number || (term.number === mine.number && term.leader !== mine.leader);
    if (this.#role !== 'leading' || !isOutranked) return false;
    this.#learn(term);
    this.#election?.resign();
    this.#fallBack();
    return true;
  }

  #post(message: TabMessage): void {
    this.#channel?.post(message);
  }

  #learn(term: Term): void {
    if (term.number > this.#term.number) this.#term = term;
  }
}
