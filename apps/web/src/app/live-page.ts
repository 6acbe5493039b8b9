import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { usePeople } from '../people/people.js';
import { useOwnRights } from '../features/users/use-own-rights.js';
import { realtime } from '../realtime.js';

/** The background work of a signed-in user’s page: toasts, and tracking the user’s own rights. */
export function useLivePage(userId: string): void {
  const client = useQueryClient();
  // Toasts name people.
  usePeople();
  useEffect(() => announceSoon(client, userId), [client, userId]);
  useOwnRights(userId);
}

/** Announces changes once the code for it has arrived: after the first page. */
function announceSoon(client: QueryClient, userId: string): () => void {
  let stop: (() => void) | undefined;
  let isOver = false;
  import('./announcements.js').then(
    ({ announceArrivals }) => {
      if (!isOver) stop = announceArrivals(realtime, client, userId);
    },
    // The next page load tries again.
    () => undefined,
  );
  return () => {
    isOver = true;
    stop?.();
  };
}
