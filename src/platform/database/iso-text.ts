/** Lengths of `2026-11-21 02:37:00.12+00`, PostgreSQL's format when its time zone is UTC. */
const UTC_LENGTHS = { least: '2026-11-21 02:37:00+00'.length, most: '2026-11-21 02:37:00.123+00'.length };

/** Converts PostgreSQL's text of a `timestamptz` to ISO 8601 in UTC, to the millisecond. */
export function isoOf(text: string): string {
  const { length } = text;
  if (length < UTC_LENGTHS.least || length > UTC_LENGTHS.most || !text.endsWith('+00') || text[4] !== '-') {
    return new Date(text).toISOString();
  }
  // PostgreSQL omits trailing zeros of the fraction.
  const fraction = length === UTC_LENGTHS.least ? '000' : text.slice(20, -3).padEnd(3, '0');
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction}Z`;
}
