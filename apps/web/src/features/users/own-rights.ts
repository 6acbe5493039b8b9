import type { RealtimeClient } from '@bellhop/client';
import type { SignedInUser } from '@bellhop/contracts';
import type { QueryClient } from '@tanstack/react-query';
import { request } from '../../api.js';
import { updateUser } from '../../session.js';

/**
 * Keeps what the page knows of its own user right: reads it now, and again when an event says that it changed. With other
 * rights everything that was read may look otherwise, so all of it is read anew.
 *
 * @returns how to stop
 */
export function followOwnRights(realtime: RealtimeClient, client: QueryClient, userId: string): () => void {
  const reading = new AbortController();
  const read = async (): Promise<void> => {
    const user = await request<SignedInUser>('GET', '/auth/me', { signal: reading.signal }).catch(
      () => undefined, // What was said of the user last stands until the server can be asked.
    );
    if (user && !reading.signal.aborted) updateUser(user);
  };

  const unsubscribe = realtime.onEvent(({ domain, eventType, payload }) => {
    if (domain !== 'users' || (payload as { readonly userId?: string }).userId !== userId) return;
    const changesRights = eventType === 'UserRoleChanged' || eventType === 'UserPropertiesChanged';
    void read().then(() => (changesRights ? client.invalidateQueries() : undefined));
  });
  void read();
  return () => {
    unsubscribe();
    reading.abort();
  };
}
