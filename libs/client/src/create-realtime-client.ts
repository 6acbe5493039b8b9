import type { Access, DomainName, EventOf, Gap, RealtimeEvent } from '@bellhop/protocol';
import type { Batch } from './delivery/batch.js';
import { Delivery } from './delivery/delivery.js';
import { distance } from './delivery/cursors.js';
import { browserEnvironment } from './environment/browser.js';
import type { Environment, Unsubscribe } from './environment/environment.js';
import { electionFor } from './leadership/election-for.js';
import { LEADER_LOCK } from './leadership/leader-lock.js';
import { TabGroup, type GroupMember } from './leadership/tab-group.js';
import {
  OPT_OUT_KEY,
  type RealtimeClient,
  type RealtimeClientOptions,
  type RealtimeSnapshot,
} from './realtime-client.js';
import { Listeners, Store } from './store.js';
import { Telemetry, TELEMETRY_SAMPLE } from './telemetry.js';
import { Connection, type Link, NO_LINK, NO_PATIENCE, type Patience } from './transports/connection.js';

/** Creates a client. Call `start` to connect. */
export function createRealtimeClient(options: RealtimeClientOptions): RealtimeClient {
  return new TabClient(options, options.environment ?? browserEnvironment());
}

const INITIAL: RealtimeSnapshot = {
  status: 'stopped',
  isLeader: false,
  term: undefined,
  transport: undefined,
  lastEventTime: undefined,
  cursor: undefined,
  lag: 0,
  retry: undefined,
  problem: undefined,
};

/** Identifies this tab to the others. */
const newTabId = ({ now, random }: Environment): string => `${now().toString(36)}-${random().toString(36).slice(2)}`;

/**
 * One tab's client. It participates while it is started, a user is signed in, the browser has not opted out and the
 * page is neither frozen nor in the back/forward cache. It then leads or follows in a {@link TabGroup}, or connects on
 * its own if tabs cannot communicate.
 */
class TabClient implements RealtimeClient, GroupMember {
  readonly #store: Store<RealtimeSnapshot>;
  readonly #events: Listeners<[RealtimeEvent]>;
  readonly #gaps: Listeners<[Gap]>;
  readonly #accesses: Listeners<[Access]>;
  readonly #delivery: Delivery;
  readonly #telemetry: Telemetry;
  #group: TabGroup | undefined;
  #connection: Connection | undefined;
  #link = NO_LINK;
  /** The reconnection limits last set by the server, for this tab or a previous leader. */
  #patience = NO_PATIENCE;
  #lastEventTime: number | undefined;
  #isStarted = false;
  #isAsleep = false;
  #userId: string | undefined;
  /** The token that was rejected for good. */
  #refusedToken: string | undefined;
  #unsubscribe: Unsubscribe[] = [];

  constructor(
    private readonly options: RealtimeClientOptions,
    private readonly environment: Environment,
  ) {
    const report = (error: unknown): void => environment.report(error);
    this.#store = new Store(INITIAL, report);
    this.#events = new Listeners(report);
    this.#gaps = new Listeners(report);
    this.#accesses = new Listeners(report);
    this.#telemetry = new Telemetry(environment, options.session, options.telemetrySample ?? TELEMETRY_SAMPLE);
    this.#delivery = new Delivery({
      event: (event) => {
        this.#lastEventTime = environment.now();
        this.#events.tell(event);
      },
      gap: (gap) => this.#gaps.tell(gap),
      access: (access) => this.#accesses.tell(access),
      stands: () => this.#show(),
    });
    this.getSnapshot = this.#store.getSnapshot;
    this.subscribe = this.#store.subscribe;
  }

  readonly getSnapshot: () => RealtimeSnapshot;
  readonly subscribe: (listener: () => void) => Unsubscribe;

  on<D extends DomainName>(domain: D, listener: (event: EventOf<D>) => void): Unsubscribe {
    return this.#events.add((event) => {
      if (event.domain === domain) listener(event as EventOf<D>);
    });
  }

  onEvent(listener: (event: RealtimeEvent) => void): Unsubscribe {
    return this.#events.add(listener);
  }

  onGap(listener: (gap: Gap) => void): Unsubscribe {
    return this.#gaps.add(listener);
  }

  onAccess(listener: (access: Access) => void): Unsubscribe {
    return this.#accesses.add(listener);
  }

  beginAt(cursor: string): void {
    this.#delivery.begin(cursor);
  }

  eventsSince(cursor: string): readonly RealtimeEvent[] | undefined {
    return this.#delivery.since(cursor)?.events;
  }

  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    const { page, storage } = this.environment;
    const sleep = (isAsleep: boolean) => (): void => {
      this.#isAsleep = isAsleep;
      if (isAsleep) this.#telemetry.flush();
      this.#decide();
    };
    this.#unsubscribe = [
      this.options.session.subscribe(() => this.#decide()),
      page.on('pagehide', sleep(true)),
      page.on('freeze', sleep(true)),
      page.on('pageshow', sleep(false)),
      page.on('resume', sleep(false)),
      storage?.onChange((key) => (key === null || key === OPT_OUT_KEY) && this.#decide()) ?? (() => undefined),
    ];
    this.#decide();
  }

  stop(): void {
    if (!this.#isStarted) return;
    this.#isStarted = false;
    this.#isAsleep = false;
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#telemetry.flush();
    this.#decide();
  }

  /** Starts or stops participating, as the state requires. */
  #decide(): void {
    const { session } = this.options;
    const { user } = session.getSnapshot();
    const userId = session.token === undefined ? undefined : user?.userId;
    if (userId !== undefined && userId !== this.#userId) {
      // Events of one user are not for the next.
      this.#leave();
      if (this.#userId !== undefined) this.#delivery.clear();
      this.#userId = userId;
    }
    if (this.#refusedToken !== undefined && this.#refusedToken !== session.token) {
      // The rejection applied to another token: the new one may carry other rights.
      this.#refusedToken = undefined;
      this.#leave();
    }
    const takesPart = this.#isStarted && !this.#isAsleep && !this.#isOptedOut && userId !== undefined;
    if (!takesPart) this.#leave();
    else if (!this.#group && !this.#connection) this.#takePart(userId);
    this.#show();
  }

  get #isOptedOut(): boolean {
    return this.environment.storage?.get(OPT_OUT_KEY) === 'off';
  }

  #takePart(userId: string): void {
    this.#link = NO_LINK;
    const { domains, propertyId, session } = this.options;
    const name =
      LEADER_LOCK + [session.baseUrl, userId, domains?.toSorted().join() ?? '*', propertyId ?? '*'].join(' ');
    const electionOf = electionFor(this.environment, name);
    if (!electionOf) return this.#connect(this.#delivery.cursor);
    this.#group = new TabGroup(this.environment, name, newTabId(this.environment), this, electionOf);
    this.#group.join();
  }

  #leave(): void {
    this.#connection?.close();
    this.#connection = undefined;
    this.#group?.leave();
    this.#group = undefined;
    this.#link = NO_LINK;
  }

  #connect(from: string | undefined): void {
    const { environment, options } = this;
    const { session } = options;
    this.#connection = new Connection({
      environment,
      authority: {
        token: () => session.token,
        refresh: () => session.refresh(),
        end: (reason) => session.end(reason),
      },
      baseUrl: session.baseUrl,
      domains: options.domains,
      propertyId: options.propertyId,
      preference: options.transport ?? 'auto',
      cursor: from,
      patience: this.#patience,
      onBatch: (batch) => this.#read(batch),
      onLink: (link) => this.#linkChanged(link),
      onTrouble: (type, detail) => this.#telemetry.tell(type, detail),
    });
    this.#connection.start();
  }

  /** Reads a batch from this tab's own connection. */
  #read(batch: Batch): void {
    // Pass it to the other tabs first, so that a listener of this tab cannot prevent that.
    this.#group?.pass(batch);
    if (this.accept(batch) === 'applied') return;
    const cursor = this.#delivery.cursor;
    if (cursor !== undefined) this.#connection?.rewind(cursor);
  }

  #linkChanged(link: Link): void {
    this.#link = link;
    this.#patience = later(this.#patience, link.patience);
    this.#group?.announce(link);
    if (link.status === 'stopped') this.#refusedToken = this.options.session.token;
    this.#show();
  }

  // Implementation of GroupMember.

  cursor(): string | undefined {
    return this.#delivery.cursor;
  }

  connectionCursor(): string | undefined {
    return this.#connection?.cursor;
  }

  since(cursor: string): Batch | undefined {
    return this.#delivery.since(cursor);
  }

  accept(batch: Batch): 'applied' | 'behind' {
    const outcome = this.#delivery.accept(batch);
    this.#show();
    return outcome;
  }

  lead(from: string | undefined, isTakeover: boolean): void {
    this.#link = NO_LINK;
    this.#telemetry.tell(isTakeover ? 'leader_takeover' : 'leader_acquired');
    this.#connect(from);
    this.#show();
  }

  follow(): void {
    this.#connection?.close();
    this.#connection = undefined;
    this.#link = { ...NO_LINK, head: this.#link.head };
    this.#show();
  }

  leaderLink(link: Link): void {
    this.#link = link;
    this.#patience = later(this.#patience, link.patience);
    this.#show();
  }

  rewind(cursor: string): void {
    this.#connection?.rewind(cursor);
  }

  #show(): void {
    const { head, transport, retry, problem, status } = this.#link;
    const cursor = this.#delivery.cursor;
    const takesPart = this.#group !== undefined || this.#connection !== undefined;
    this.#store.become({
      status: takesPart ? status : this.#statusOutside(),
      isLeader: this.#connection !== undefined,
      term: this.#group?.term,
      transport: takesPart && status === 'connected' ? transport : undefined,
      lastEventTime: this.#lastEventTime,
      cursor,
      lag: head === undefined || cursor === undefined ? 0 : Math.max(0, distance(head, cursor) ?? 0),
      retry: takesPart ? retry : undefined,
      problem: this.#isOptedOut ? 'opted-out' : problem,
    });
  }

  /** Status of a tab that does not participate. */
  #statusOutside(): RealtimeSnapshot['status'] {
    if (!this.#isStarted || this.#isOptedOut) return 'stopped';
    const { state } = this.options.session.getSnapshot();
    return state === 'signed-out' || state === 'expired' ? 'signed-out' : 'connecting';
  }
}

/** Merges the reconnection limits of two connections: those of a new leader know none yet. */
const later = (known: Patience, told: Patience): Patience => ({
  ...(told.until > known.until ? told : known),
  retryMs: told.retryMs === 0 ? known.retryMs : told.retryMs,
});
