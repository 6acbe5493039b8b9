import type { Gap, GapReason } from '@bellhop/protocol';
import type { Selection } from '../channels/selection.js';
import type { Clock } from '../time/clock.js';
import { LatencyHistogram } from './latency-histogram.js';
import { OrgActivity } from './org-activity.js';

/** What is counted of one domain since the start. */
export class DomainTally {
  published = 0;
  /** Events of orgs in memory, whichever instance raised them. */
  applied = 0;
  delivered = 0;
  /** Missed events of gaps that this domain was part of: the log no longer knows how many of them were its own. */
  dropped = 0;
  /** Open streams and polls under way that read the domain. */
  readers = 0;
  /** Calls of the legacy endpoint. */
  legacyCalls = 0;
  /** Events that the application's own code failed on. */
  poisoned = 0;
  /** From the moment this process had an event to the moment it was written to the last reader that was keeping up. */
  readonly handover = new LatencyHistogram();
}

/** Something that reads: which org, and what of it. */
export interface CountedReader {
  readonly orgId: string;
  readonly domains: Iterable<string>;
}

/**
 * Counters of this process, as plain numbers; `MetricsReport` reads them. What happens once per reader costs an
 * addition: deliveries are counted on the selection that readers share and summed up when the batch is through.
 */
export class RealtimeMetrics {
  readonly activity: OrgActivity;
  readonly #domains = new Map<string, DomainTally>();
  readonly #gaps = new Map<GapReason, number>();
  readonly #reopened = new Map<GapReason, number>();
  /** Selections of the batch under way that at least one reader was given. */
  #underWay: Selection[] = [];
  readonly #onSettled = (): void => this.#settle();

  #delivered = 0;
  #dropped = 0;
  #readers = 0;
  #waitersRefused = 0;

  /** @param seconds a monotonic clock; Node's, but for tests */
  constructor(
    clock: Pick<Clock, 'monotonic'>,
    private readonly seconds: () => number = monotonicSeconds,
  ) {
    this.activity = new OrgActivity(clock);
  }

  get domains(): ReadonlyMap<string, Readonly<DomainTally>> {
    this.#settle();
    return this.#domains;
  }

  /** Gaps told to readers, by reason. */
  get gaps(): ReadonlyMap<GapReason, number> {
    return this.#gaps;
  }

  /** Orgs begun anew, by what their readers were told. */
  get reopened(): ReadonlyMap<GapReason, number> {
    return this.#reopened;
  }

  get deliveredTotal(): number {
    this.#settle();
    return this.#delivered;
  }

  get droppedTotal(): number {
    return this.#dropped;
  }

  /** Open streams and polls under way. */
  get readers(): number {
    return this.#readers;
  }

  /** Polls answered empty at once because too many of their org were waiting. */
  get waitersRefusedTotal(): number {
    return this.#waitersRefused;
  }

  /** An event was raised by this process. */
  published({ orgId, domain }: { readonly orgId: string; readonly domain: string }): void {
    this.#of(domain).published += 1;
    this.activity.touch(orgId);
  }

  /** Events were applied to an org in memory, raised here or elsewhere. */
  applied(orgId: string, events: readonly { readonly domain: string }[]): void {
    for (const { domain } of events) this.#of(domain).applied += 1;
    this.activity.touch(orgId);
  }

  /** `selection` was written to one more stream. The hot path: nothing here may cost more than an addition. */
  handedOver(selection: Selection): void {
    if ((selection.handedOver += 1) === 1 && this.#underWay.push(selection) === 1) queueMicrotask(this.#onSettled);
  }

  /** `selection` is one poll's answer. */
  answered(selection: Selection): void {
    this.#sum(selection, 1);
  }

  /**
   * A reader was told of a gap.
   * @param missed events of the log it needed and did not get; 0 where that is not known
   */
  told({ reason, domains }: Gap, missed = 0): void {
    this.#gaps.set(reason, (this.#gaps.get(reason) ?? 0) + 1);
    this.#dropped += missed;
    for (const domain of domains) this.#of(domain).dropped += missed;
  }

  /** The application's code failed on an event, which has been set aside. */
  poisoned({ domain }: { readonly domain: string }): void {
    this.#of(domain).poisoned += 1;
  }

  /** An org's channel began anew. */
  channelReopened(reason: GapReason): void {
    this.#reopened.set(reason, (this.#reopened.get(reason) ?? 0) + 1);
  }

  waiterRefused(): void {
    this.#waitersRefused += 1;
  }

  /** A stream opened or a poll began. */
  readerCame({ orgId, domains }: CountedReader): void {
    this.#countReader(orgId, domains, 1);
  }

  readerLeft({ orgId, domains }: CountedReader): void {
    this.#countReader(orgId, domains, -1);
  }

  legacyCalled(domain: string): void {
    this.#of(domain).legacyCalls += 1;
  }

  /** Sums up the batch under way. */
  #settle(): void {
    if (this.#underWay.length === 0) return;
    const selections = this.#underWay;
    this.#underWay = [];
    for (const selection of selections) {
      this.#sum(selection, selection.handedOver);
      selection.handedOver = 0;
    }
  }

  #sum({ events, acceptedAt }: Selection, readers: number): void {
    this.#delivered += events.length * readers;
    const latency = acceptedAt === undefined ? undefined : this.seconds() - acceptedAt;
    const observed = events.length > 1 ? new Set<string>() : undefined;
    for (const { domain } of events) {
      const tally = this.#of(domain);
      tally.delivered += readers;
      if (latency === undefined || observed?.has(domain)) continue;
      observed?.add(domain);
      tally.handover.observe(latency);
    }
  }

  #countReader(orgId: string, domains: Iterable<string>, change: 1 | -1): void {
    this.#readers += change;
    for (const domain of domains) this.#of(domain).readers += change;
    this.activity.touch(orgId);
  }

  #of(domain: string): DomainTally {
    let tally = this.#domains.get(domain);
    if (!tally) this.#domains.set(domain, (tally = new DomainTally()));
    return tally;
  }
}

/** The clock that `acceptedAt` of selections is read from, in seconds. */
const monotonicSeconds = (): number => performance.now() / 1_000;
