import { currency, integer, list, object, type Static, text } from '@bellhop/protocol';

/** How far back a summary reaches, in seconds: 14 days. */
export const LONGEST_AWAY_S = 14 * 24 * 3_600;

export const awaySummarySchema = object({
  /** New rows by kind (`task`), and the sums of their amounts by currency. */
  added: list(
    object({
      kind: text(64, 1),
      rows: integer(1),
      sums: list(object({ currency, amountMinor: integer(Number.MIN_SAFE_INTEGER) })),
    }),
  ),
  /** Rows that were given to the reader, and still are theirs. */
  assigned: list(object({ kind: text(64, 1), rows: integer(1) })),
});

/** What others did while somebody was away. */
export type AwaySummary = Static<typeof awaySummarySchema>;
