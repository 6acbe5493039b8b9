import { useState } from 'react';

/** How long a row counts as newly arrived, in milliseconds; the highlight fades over the same time. */
const FRESH_MS = 2_000;

const arrivedAt = new Map<string, number>();

/** Remembers that an event brought this row just now. */
export function markArrived(id: string): void {
  const now = performance.now();
  for (const [earlier, at] of arrivedAt) if (now - at > FRESH_MS) arrivedAt.delete(earlier);
  arrivedAt.set(id, now);
}

/** Whether the row this component shows had just arrived when it first appeared. Does not change while it is on screen. */
export function useJustArrived(id: string): boolean {
  const [fresh] = useState(() => performance.now() - (arrivedAt.get(id) ?? -Infinity) < FRESH_MS);
  return fresh;
}
