import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useOwnRights } from '../features/users/own-rights.js';
import { realtime } from '../session.js';
import { announceArrivals } from './announcements.js';

/** What a page of a signed-in user does beside showing live queries: toasts, and following what the user may do. */
export function useLivePage(userId: string): void {
  const client = useQueryClient();
  useEffect(() => announceArrivals(realtime, client, userId), [client, userId]);
  useOwnRights(userId);
}
