import type { Ending, ReadRequest } from './transport.js';

type Query = Readonly<Record<string, string | number | undefined>>;

/** Returns the URL of a request for events. */
export function realtimeUrl({ baseUrl, domains, propertyId }: ReadRequest, path: string, more: Query = {}): string {
  const search = new URLSearchParams();
  const query: Query = { domains: domains?.join(','), propertyId, ...more };
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search.size > 0 ? `${baseUrl}${path}?${search}` : baseUrl + path;
}

/** Returns how a response ends the attempt; undefined for `200`. */
export function refusalOf(response: Response, now: number): Ending | undefined {
  const { status } = response;
  if (status === 200) return undefined;
  if (status === 204) return { how: 'no-content' };
  return { how: 'refused', status, retryAfterMs: retryAfterMs(response.headers.get('retry-after'), now) };
}

/** Parses `Retry-After`, in seconds or as a date (RFC 9110, 10.2.3). Returns milliseconds from `now`. */
export function retryAfterMs(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  const ms = /^\s*\d+\s*$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
