import { Injectable } from '@nestjs/common';
import type { Viewer } from '../application/viewer.js';
import { ChannelRegistry } from '../channels/channel-registry.js';

/**
 * For the application's guard: who asks, and what they may see, from memory that the log keeps true.
 * @typeParam V what the application's `AccessSource` gives
 */
@Injectable()
export class SessionRoster<V extends Viewer = Viewer> {
  constructor(private readonly registry: ChannelRegistry) {}

  /**
   * The viewer of a session: from memory, but for the first time. What was changed by this process holds at once, what
   * another one changed from the next look at the log on (`headCheckMs`). `undefined`: it is unknown or has ended.
   * @param options `now`: the log is looked at first, with a query, for requests to which that is too late
   * @throws the log's error when it could not be looked at for too long
   */
  find(orgId: string, sessionId: string, { now = false } = {}): V | undefined | Promise<V | undefined> {
    // Channels carry the application's viewers as they are given: they came from its AccessSource<V>.
    return this.registry.viewerOf(orgId, sessionId, now) as V | undefined | Promise<V | undefined>;
  }
}
