import type { SignedInUser } from '@bellhop/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { request } from '../api.js';
import { financeLive } from '../features/finance/live.js';
import { propertiesLive } from '../features/properties/live.js';
import { tasksLive } from '../features/tasks/live.js';
import { LivePatching } from '../live/patching.js';
import { stream } from '../live/stream.js';
import { session } from '../session.js';
import { announceArrivals } from './announcements.js';

/** Keeps the page live for as long as the component is mounted: the stream, the caches it patches, the toasts. */
export function useLivePage(userId: string): void {
  const client = useQueryClient();
  useEffect(() => {
    const patching = new LivePatching(client, [propertiesLive, financeLive, tasksLive]);
    const stops = [patching.follow(stream), announceArrivals(stream, client, userId)];
    stream.start();
    return () => {
      stream.stop();
      for (const stop of stops) stop();
    };
  }, [client, userId]);

  useEffect(() => {
    const reading = new AbortController();
    request<SignedInUser>('GET', '/auth/me', { signal: reading.signal }).then(
      (user) => session.updateUser(user),
      () => undefined, // What the sign-in said about the user stands until the server can be asked.
    );
    return () => reading.abort();
  }, [userId]);
}
