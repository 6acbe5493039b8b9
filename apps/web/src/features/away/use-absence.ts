import { type AwaySummary, LONGEST_AWAY_S } from '@bellhop/hotel';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { request } from '../../api.js';
import { browserStorage } from '../../unsaved/text-storage.js';
import { Absence, type Away } from './absence.js';

/** How often a visible tab says that it is looked at, in milliseconds. */
const LOOK_MS = 30_000;

export interface Missed extends Away {
  readonly summary: AwaySummary;
  readonly dismiss: () => void;
}

/** Follows whether the user looks at the page, and returns what they have missed once they are back. */
export function useAbsence(userId: string): Missed | undefined {
  const [absence] = useState(() => new Absence(browserStorage(), userId, crypto.randomUUID()));
  const away = useSyncExternalStore(absence.subscribe, absence.shown);
  useEffect(() => {
    const follow = () => {
      if (document.visibilityState === 'visible') absence.look(Date.now(), true);
      else absence.leave(Date.now());
    };
    // A page that is closed while it is hidden was left before.
    const leave = () => {
      if (document.visibilityState === 'visible') absence.leave(Date.now());
    };
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') absence.look(Date.now(), false);
    }, LOOK_MS);
    if (document.visibilityState === 'visible') absence.look(Date.now(), true);
    document.addEventListener('visibilitychange', follow);
    window.addEventListener('pagehide', leave);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', follow);
      window.removeEventListener('pagehide', leave);
    };
  }, [absence]);

  const { data: summary } = useQuery({
    queryKey: ['away', away?.since, away?.back],
    queryFn: ({ signal }) => request<AwaySummary>('GET', '/v2/away', { query: agesOf(away, Date.now()), signal }),
    enabled: away !== undefined,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  const isNothing = summary?.added.length === 0 && summary.assigned.length === 0;
  useEffect(() => {
    if (isNothing) absence.dismiss();
  }, [isNothing, absence]);
  return away && summary && !isNothing ? { ...away, summary, dismiss: () => absence.dismiss() } : undefined;
}

/** Ages in seconds, since the browser's clock may be wrong. */
function agesOf(away: Away | undefined, now: number): { readonly from: number; readonly to: number } {
  const secondsSince = (at = now) => Math.min(Math.max(Math.round((now - at) / 1000), 0), LONGEST_AWAY_S);
  const from = secondsSince(away?.since);
  return { from, to: Math.min(secondsSince(away?.back), from - 1) };
}
