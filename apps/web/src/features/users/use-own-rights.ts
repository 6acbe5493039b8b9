import type { SignedInUser } from '@bellhop/protocol';
import { useRealtimeClient } from '@bellhop/react';
import { useEffect, useState } from 'react';
import { request } from '../../api.js';
import { useUsersRealtime } from '../../domain-hooks.js';
import { updateUser } from '../../session.js';

/**
 * Keeps the signed-in user up to date: fetches it now, and again when the user or their rights change. Live queries
 * refetch the rows that the user may see by themselves.
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

/** Fetches the signed-in user. Drops the response of an earlier request, which may predate the newest change. */
class OwnUserReading {
  #newest = new AbortController();

  async begin(): Promise<void> {
    this.stop();
    this.#newest = new AbortController();
    const { signal } = this.#newest;
    const user = await request<SignedInUser>('GET', '/auth/me', { signal }).catch(
      () => undefined, // The last known user stays until the server can be reached.
    );
    if (user && !signal.aborted) updateUser(user);
  }

  stop(): void {
    this.#newest.abort();
  }
}
