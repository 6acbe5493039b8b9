import type { Gap, GapReason } from '@bellhop/protocol';
import type { Selection } from '../channels/selection.js';
import type { Clock } from '../time/clock.js';
import { LatencyHistogram } from './latency-histogram.js';
import { OrgActivity } from './org-activity.js';

/** Counters of one domain since the process started. */
export class DomainCounters {
  published = 0;
  /** Events of orgs in memory, whichever instance raised them. */
  applied = 0;
  delivered = 0;
  /** Missed events of gaps that include this domain. The log no longer knows how many of them were its own. */
  dropped = 0;
  /** Open streams and current polls that read the domain. */
  subscribers = 0;
  /** Calls of the legacy endpoint. */
  legacyCalls = 0;
  /** Events on which the application's own code failed. */
  poisoned = 0;
  /** From the arrival of an event in this process to its write to the last subscriber that was keeping up. */
  readonly handover = new LatencyHistogram();
}

/** A subscriber to be counted: its org and domains. */
export interface CountedSubscriber {
  readonly orgId: string;
  readonly domains: Iterable<string>;
}

/**
 * Counters of this process, as plain numbers, which `MetricsReport` reads. The cost per subscriber is one addition:
 * deliveries are counted on the selection that subscribers share, and summed up at the end of the batch.
 */
export class RealtimeMetrics {
  readonly activity: OrgActivity;
  readonly #domains = new Map<string, DomainCounters>();
  readonly #gaps = new Map<GapReason, number>();
  readonly #reopened = new Map<GapReason, number>();
  /** Selections of the current batch that at least one subscriber received. */
  #underWay: Selection[] = [];
  readonly #onSettled = (): void => this.#settle();

  #delivered = 0;
  #dropped = 0;
  #subscribers = 0;
  #waitersRefused = 0;

  /** @param seconds a monotonic clock. @default Node's */
  constructor(
    clock: Pick<Clock, 'monotonic'>,
    private readonly seconds: () => number = monotonicSeconds,
  ) {
    this.activity = new OrgActivity(clock);
  }

  get domains(): ReadonlyMap<string, Readonly<DomainCounters>> {
    this.#settle();
    return this.#domains;
  }

  /** Gaps sent to subscribers, by reason. */
  get gaps(): ReadonlyMap<GapReason, number> {
    return this.#gaps;
  }

  /** Reopened org channels, by the reason that their subscribers were given. */
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

  /** Open streams and current polls. */
  get subscribers(): number {
    return this.#subscribers;
  }

  /** Polls that got an empty response at once because too many of their org were waiting. */
  get waitersRefusedTotal(): number {
    return this.#waitersRefused;
  }

  /** Counts an event raised by this process. */
  published({ orgId, domain }: { readonly orgId: string; readonly domain: string }): void {
    this.#of(domain).published += 1;
    this.activity.touch(orgId);
  }

  /** Counts events applied to an org in memory, raised here or elsewhere. */
  applied(orgId: string, events: readonly { readonly domain: string }[]): void {
    for (const { domain } of events) this.#of(domain).applied += 1;
    this.activity.touch(orgId);
  }

  /** Counts a write of `selection` to one more stream. Hot path: one addition at most. */
  delivered(selection: Selection): void {
    if ((selection.delivered += 1) === 1 && this.#underWay.push(selection) === 1) queueMicrotask(this.#onSettled);
  }

  /** Counts `selection` as the response of one poll. */
  answered(selection: Selection): void {
    this.#sum(selection, 1);
  }

  /**
   * Counts a gap sent to a subscriber.
   * @param missed logged events that it needed and did not get; 0 if unknown
   */
  gapSent({ reason, domains }: Gap, missed = 0): void {
    this.#gaps.set(reason, (this.#gaps.get(reason) ?? 0) + 1);
    this.#dropped += missed;
    for (const domain of domains) this.#of(domain).dropped += missed;
  }

  /** Counts an event that was set aside because the application's code failed on it. */
  poisoned({ domain }: { readonly domain: string }): void {
    this.#of(domain).poisoned += 1;
  }

  /** Counts a reopened org channel. */
  channelReopened(reason: GapReason): void {
    this.#reopened.set(reason, (this.#reopened.get(reason) ?? 0) + 1);
  }

  waiterRefused(): void {
    this.#waitersRefused += 1;
  }

  /** Counts an opened stream or a new poll. */
  subscriberOpened({ orgId, domains }: CountedSubscriber): void {
    this.#countSubscriber(orgId, domains, 1);
  }

  subscriberClosed({ orgId, domains }: CountedSubscriber): void {
    this.#countSubscriber(orgId, domains, -1);
  }

  legacyCalled(domain: string): void {
    this.#of(domain).legacyCalls += 1;
  }

  /** Sums up the current batch. */
  #settle(): void {
    if (this.#underWay.length === 0) return;
    const selections = this.#underWay;
    this.#underWay = [];
    for (const selection of selections) {
      this.#sum(selection, selection.delivered);
      selection.delivered = 0;
    }
  }

  #sum({ events, acceptedAt }: Selection, subscribers: number): void {
    this.#delivered += events.length * subscribers;
    const latency = acceptedAt === undefined ? undefined : this.seconds() - acceptedAt;
    const observed = events.length > 1 ? new Set<string>() : undefined;
    for (const { domain } of events) {
      const tally = this.#of(domain);
      tally.delivered += subscribers;
      if (latency === undefined || observed?.has(domain)) continue;
      observed?.add(domain);
      tally.handover.observe(latency);
    }
  }

  #countSubscriber(orgId: string, domains: Iterable<string>, change: 1 | -1): void {
    this.#subscribers += change;
    for (const domain of domains) this.#of(domain).subscribers += change;
    this.activity.touch(orgId);
  }

  #of(domain: string): DomainCounters {
    let tally = this.#domains.get(domain);
    if (!tally) this.#domains.set(domain, (tally = new DomainCounters()));
    return tally;
  }
}

/** The clock of `acceptedAt` of selections, in seconds. */
const monotonicSeconds = (): number => performance.now() / 1_000;
