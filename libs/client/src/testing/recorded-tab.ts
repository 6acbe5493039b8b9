import type { Access, Gap, RealtimeEvent } from '@bellhop/protocol';
import { createRealtimeClient } from '../create-realtime-client.js';
import { parseCursor } from '@bellhop/protocol';
import { cursorAt } from '../delivery/cursors.js';
import type { RealtimeClient, RealtimeClientOptions } from '../realtime-client.js';
import type { Session } from '../session/session.js';
import { createSession } from '../session/tab-session.js';
import type { SimulatedBrowser } from './simulated-browser.js';
import type { SimulatedTab, TabFeatures } from './simulated-tab.js';

export interface RecordedTabOptions extends Partial<Omit<RealtimeClientOptions, 'session' | 'environment'>> {
  readonly name?: string;
  readonly features?: TabFeatures;
}

/** A simulated tab with its application: a session, a client, and a record of everything the client reports. */
export class RecordedTab {
  readonly tab: SimulatedTab;
  readonly session: Session;
  readonly client: RealtimeClient;
  readonly events: RealtimeEvent[] = [];
  readonly gaps: Gap[] = [];
  readonly accesses: Access[] = [];
  /** Positions of the tab: the first one, and after each logged event and each gap. */
  readonly record: { readonly what: 'start' | 'event' | 'gap'; readonly at: string | undefined }[] = [];

  /** Starts both. Call `session.signIn` to sign in. */
  constructor(browser: SimulatedBrowser, { name, features, ...options }: RecordedTabOptions = {}) {
    this.tab = browser.open(name, features);
    this.session = createSession({ environment: this.tab });
    this.client = createRealtimeClient({ ...options, session: this.session, environment: this.tab });
    this.client.onEvent((event) => {
      this.events.push(event);
      const place = this.record.at(-1)?.at;
      if (event.seq !== undefined) this.record.push({ what: 'event', at: place && cursorAt(event.seq, place) });
    });
    this.client.onGap((gap) => {
      this.gaps.push(gap);
      this.record.push({ what: 'gap', at: placeOf(gap.cursor) });
    });
    this.client.onAccess((access) => this.accesses.push(access));
    this.client.subscribe(() => {
      const { cursor } = this.client.getSnapshot();
      if (cursor !== undefined && this.record.length === 0) this.record.push({ what: 'start', at: placeOf(cursor) });
    });
    this.session.start();
    this.client.start();
  }

  /** `seq`s of the events received, in order; undefined for ephemeral ones. */
  get seqs(): readonly (number | undefined)[] {
    return this.events.map(({ seq }) => seq);
  }

  get status(): string {
    return this.client.getSnapshot().status;
  }

  get isLeader(): boolean {
    return this.client.getSnapshot().isLeader;
  }

  get isConnected(): boolean {
    return this.status === 'connected';
  }
}

/** Returns a cursor without its mark, to compare with positions of events, which have none. */
export const placeOf = (cursor: string): string => cursorAt(parseCursor(cursor)?.seq ?? NaN, cursor);
