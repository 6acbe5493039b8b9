import type { RealtimeClient } from '@bellhop/client';
import type { SignedInUser } from '@bellhop/protocol';
import { request } from '../../api.js';
import { updateUser } from '../../session.js';

/**
 * Keeps what the page knows of its own user right: reads it now, and again when it changed or the rights did. What the
 * user may see is read anew by the live queries themselves.
 *
 * @returns how to stop
 */
export function followOwnRights(realtime: RealtimeClient, userId: string): () => void {
  let reading = new AbortController();
  const read = async (): Promise<void> => {
    // What was asked before the change may be answered after it.
    reading.abort();
    reading = new AbortController();
    const { signal } = reading;
    const user = await request<SignedInUser>('GET', '/auth/me', { signal }).catch(
      () => undefined, // What was said of the user last stands until the server can be asked.
    );
    if (user && !signal.aborted) updateUser(user);
  };

  const unsubscribe = [
    realtime.on('users', ({ payload }) => {
      if (payload.userId === userId) void read();
    }),
    realtime.onAccess(() => void read()),
    realtime.onGap(({ domains }) => {
      if (domains.includes('users')) void read();
    }),
  ];
  void read();
  return () => {
    for (const stop of unsubscribe) stop();
    reading.abort();
  };
}
