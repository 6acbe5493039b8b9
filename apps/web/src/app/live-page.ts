import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { usePeople } from '../features/users/people.js';
import { useOwnRights } from '../features/users/own-rights.js';
import { realtime } from '../realtime.js';
import { announceArrivals } from './announcements.js';

/** The background work of a signed-in user’s page: toasts, and tracking the user’s own rights. */
export function useLivePage(userId: string): void {
  const client = useQueryClient();
  // Toasts name people.
  usePeople();
  useEffect(() => announceArrivals(realtime, client, userId), [client, userId]);
  useOwnRights(userId);
}
