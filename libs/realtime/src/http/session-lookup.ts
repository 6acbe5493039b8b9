import { Injectable } from '@nestjs/common';
import type { Viewer } from '../application/viewer.js';
import { ChannelRegistry } from '../channels/channel-registry.js';

/**
 * For the application's guard: returns the viewer of a session from memory, which the log keeps current.
 * @typeParam V the viewer type of the application's `AccessSource`
 */
@Injectable()
export class SessionLookup<V extends Viewer = Viewer> {
  constructor(private readonly registry: ChannelRegistry) {}

  /**
   * Returns the viewer of a session, from memory except the first time. Changes made by this process apply at once,
   * those of other instances after the next head check (`headCheckMs`). `undefined`: the session is unknown or has
   * ended.
   * @param options `now`: read the log first, at the cost of a query, for requests where that delay is too long
   * @throws the log's error if it has been unreachable for too long
   */
  find(orgId: string, sessionId: string, { now = false } = {}): V | undefined | Promise<V | undefined> {
    // Channels pass the application's viewers through unchanged: they came from its AccessSource<V>.
    return this.registry.viewerOf(orgId, sessionId, now) as V | undefined | Promise<V | undefined>;
  }
}
