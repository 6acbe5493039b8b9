import type { SignedInUser } from '@bellhop/protocol';
import { useRealtimeClient } from '@bellhop/react';
import { useEffect, useState } from 'react';
import { request } from '../../api.js';
import { useUsersRealtime } from '../../domain-hooks.js';
import { updateUser } from '../../session.js';

/**
 * Keeps what the page knows of its own user right: reads it now, and again when it changed or the rights did. What the
 * user may see is read anew by the live queries themselves.
 */
export function useOwnRights(userId: string): void {
  const realtime = useRealtimeClient();
  const [reading] = useState(() => new OwnUserReading());
  useUsersRealtime({
    onEvent: ({ payload }) => {
      if (payload.userId === userId) void reading.begin();
    },
  });
  useEffect(() => {
    const unsubscribe = [
      realtime.onAccess(() => void reading.begin()),
      realtime.onGap(({ domains }) => {
        if (domains.includes('users')) void reading.begin();
      }),
    ];
    void reading.begin();
    return () => {
      for (const stop of unsubscribe) stop();
      reading.stop();
    };
  }, [realtime, reading, userId]);
}

/** Asks the server who the user is; what was asked before the newest change may be answered after it, and is dropped. */
class OwnUserReading {
  #newest = new AbortController();

  async begin(): Promise<void> {
    this.stop();
    this.#newest = new AbortController();
    const { signal } = this.#newest;
    const user = await request<SignedInUser>('GET', '/auth/me', { signal }).catch(
      () => undefined, // What was said of the user last stands until the server can be asked.
    );
    if (user && !signal.aborted) updateUser(user);
  }

  stop(): void {
    this.#newest.abort();
  }
}
