/**
 * Whether every word of `query` is part of one of the texts, in any order and case. Must agree with the server's `hasWords`, so that
 * a live list takes an event's row as the server would.
 */
export function hasWords(texts: readonly (string | null | undefined)[], query: string): boolean {
  const lines = texts
    .filter((text) => text != null)
    .join('\n')
    .toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lines.includes(word));
}
