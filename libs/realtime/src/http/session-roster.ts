import { Injectable } from '@nestjs/common';
import { ChannelRegistry } from '../channels/channel-registry.js';
import type { Viewer } from '../viewer.js';

/** For the application's guard: who may open a stream or a poll. */
@Injectable()
export class SessionRoster {
  constructor(private readonly registry: ChannelRegistry) {}

  /**
   * The viewer of a session, as of the last event of its org's log that this process applied: from memory, but for the
   * first time. `undefined`: it is unknown or has ended.
   */
  find(orgId: string, sessionId: string): Promise<Viewer | undefined> {
    return this.registry.viewerOf(orgId, sessionId);
  }
}
