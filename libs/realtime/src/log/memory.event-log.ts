import { RealtimeError } from '../errors/realtime.errors.js';
import { type Clock, systemClock } from '../time/clock.js';
import {
  type AppendOptions,
  type EventLog,
  LOG_START,
  type LogBounds,
  type LogHeads,
  type LogPosition,
  type LogRecord,
  type Purged,
  READ_BYTES,
  type UnloggedRecord,
} from './event-log.js';
import { randomMark } from './mark.js';
import { expiryOf, type RetentionLimits } from './segments.js';
import type { Transactor } from './sql-connection.js';

/** A transaction over the memory log. Its appends become visible on commit. */
export class MemoryTransaction {
  readonly appended: LogRecord[] = [];
  /** Orgs locked by this transaction, with the function that unlocks each. */
  readonly locks = new Map<string, () => void>();
}

interface OrgLog {
  /** `records[i].seq === floor + 1 + i`. */
  records: LogRecord[];
  /** Ids of `records`. */
  ids: Set<string>;
  floor: number;
  head: LogPosition;
  /** When the newest event was logged, in Unix milliseconds; never goes back. */
  loggedAt: number;
  /** Settles when the previous writer has ended. Writers of one org queue here, as on a row lock. */
  lock: Promise<void>;
}

/**
 * A log in this process's memory, for tests and for applications that may lose events on a restart. It is its own
 * transactor, with the lock order and visibility of the SQL log.
 */
export class MemoryEventLog implements EventLog<MemoryTransaction>, Transactor<MemoryTransaction> {
  readonly #orgs = new Map<string, OrgLog>();
  /** When each record was logged, in Unix milliseconds. */
  readonly #loggedAt = new WeakMap<LogRecord, number>();
  readonly #newEpoch: () => string;
  #epoch: string | undefined;

  /**
   * @param newEpoch returns the log's epoch: 1 to 32 letters and digits. @default random
   * @param newMark returns the mark of each event: 1 to 2^31 - 1. @default random
   * @param clock used by retention
   */
  constructor(
    newEpoch: () => string = () => Math.random().toString(36).slice(2, 10).padEnd(8, '0'),
    private readonly newMark: () => number = randomMark,
    private readonly clock: Pick<Clock, 'now'> = systemClock,
  ) {
    this.#newEpoch = newEpoch;
  }

  get epoch(): string {
    return (this.#epoch ??= this.#newEpoch());
  }

  /** Orgs that have been written to, sorted, for other stores in this memory. */
  get orgIds(): readonly string[] {
    return [...this.#orgs.keys()].sort();
  }

  open(): Promise<void> {
    return Promise.resolve();
  }

  async transaction<T>(work: (tx: MemoryTransaction) => Promise<T>): Promise<T> {
    const tx = new MemoryTransaction();
    try {
      const value = await work(tx);
      for (const record of tx.appended) {
        const org = this.#org(record.orgId);
        org.records.push(record);
        org.ids.add(record.eventId);
        org.head = { seq: record.seq, mark: record.mark };
      }
      return value;
    } finally {
      for (const release of tx.locks.values()) release();
    }
  }

  async append(
    tx: MemoryTransaction,
    records: readonly UnloggedRecord[],
    { onDuplicate = 'fail' }: AppendOptions = {},
  ): Promise<readonly LogRecord[]> {
    const orgIds = [...new Set(records.map(({ orgId }) => orgId))].sort();
    for (const orgId of orgIds) await this.#lock(tx, orgId);
    const next = new Map(orgIds.map((orgId) => [orgId, this.#headWithin(tx, orgId)]));
    const logged: LogRecord[] = [];
    for (const record of records) {
      const same = ({ orgId, eventId }: LogRecord): boolean => orgId === record.orgId && eventId === record.eventId;
      const org = this.#org(record.orgId);
      if (org.ids.has(record.eventId) || [...tx.appended, ...logged].some(same)) {
        if (onDuplicate === 'skip') continue;
        throw new RealtimeError('duplicate_event', `event ${record.eventId} is already in the log of ${record.orgId}`);
      }
      const before = next.get(record.orgId) ?? LOG_START;
      const placed = { ...record, seq: before.seq + 1, mark: this.newMark(), prevMark: before.mark };
      next.set(record.orgId, placed);
      org.loggedAt = Math.max(org.loggedAt, this.clock.now());
      this.#loggedAt.set(placed, org.loggedAt);
      logged.push(placed);
    }
    tx.appended.push(...logged);
    return logged;
  }

  commit(records: readonly UnloggedRecord[], options?: AppendOptions): Promise<readonly LogRecord[]> {
    return this.transaction((tx) => this.append(tx, records, options));
  }

  bounds(orgId: string): Promise<LogBounds> {
    const org = this.#orgs.get(orgId);
    const { seq, mark } = org?.head ?? LOG_START;
    return Promise.resolve({ epoch: this.epoch, head: seq, mark, floor: org?.floor ?? 0 });
  }

  heads(orgIds: readonly string[]): Promise<LogHeads> {
    const heads = new Map<string, LogPosition>();
    for (const orgId of orgIds) {
      const org = this.#orgs.get(orgId);
      if (org && org.head.seq > 0) heads.set(orgId, { seq: org.head.seq, mark: org.head.mark });
    }
    return Promise.resolve({ epoch: this.epoch, heads });
  }

  read(orgId: string, after: number, limit: number, maxBytes = READ_BYTES): Promise<readonly LogRecord[]> {
    const org = this.#orgs.get(orgId);
    if (!org) return Promise.resolve([]);
    const from = Math.max(0, after - org.floor);
    const records: LogRecord[] = [];
    let bytes = 0;
    for (const record of org.records.slice(from, from + limit)) {
      bytes += Buffer.byteLength(record.payloadJson);
      if (bytes > maxBytes && records.length > 0) break;
      records.push(record);
    }
    return Promise.resolve(records);
  }

  /** When the first kept event after `seq` was logged (Unix milliseconds); `undefined` if there is none. */
  timeAfter(orgId: string, seq: number): number | undefined {
    const org = this.#orgs.get(orgId);
    const record = org?.records[Math.max(0, seq - org.floor)];
    return record && this.#timeOf(record);
  }

  seqBefore(orgId: string, ageMs: number): Promise<number> {
    return Promise.resolve(this.#loggedBefore(this.#orgs.get(orgId), this.clock.now() - ageMs));
  }

  purge(limits: RetentionLimits): Promise<Purged> {
    let removed = 0;
    const { expiredBefore, heldBack } = expiryOf(limits, this.clock.now());
    for (const org of this.#orgs.values()) {
      const due = this.#loggedBefore(org, expiredBefore) - org.floor;
      for (const { eventId } of org.records.splice(0, due)) org.ids.delete(eventId);
      org.floor += due;
      removed += due;
    }
    return Promise.resolve({ removed, heldBack });
  }

  /** Binary search: logging times never go back within an org. */
  #loggedBefore(org: OrgLog | undefined, time: number): number {
    if (!org) return 0;
    let low = 0;
    let high = org.records.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const record = org.records[middle];
      if (record && this.#timeOf(record) < time) low = middle + 1;
      else high = middle;
    }
    return org.floor + low;
  }

  #timeOf(record: LogRecord): number {
    return this.#loggedAt.get(record) ?? 0;
  }

  async #lock(tx: MemoryTransaction, orgId: string): Promise<void> {
    if (tx.locks.has(orgId)) return;
    const org = this.#org(orgId);
    const before = org.lock;
    let release = (): void => undefined;
    org.lock = new Promise((resolve) => (release = resolve));
    tx.locks.set(orgId, release);
    await before;
  }

  #headWithin(tx: MemoryTransaction, orgId: string): LogPosition {
    return tx.appended.findLast((record) => record.orgId === orgId) ?? this.#org(orgId).head;
  }

  #org(orgId: string): OrgLog {
    let org = this.#orgs.get(orgId);
    if (!org) {
      org = { records: [], ids: new Set(), floor: 0, head: LOG_START, loggedAt: 0, lock: Promise.resolve() };
      this.#orgs.set(orgId, org);
    }
    return org;
  }
}
