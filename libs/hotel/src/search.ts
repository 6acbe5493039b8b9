import { instant, list, nullable, object, type Static, text, uuid } from '@bellhop/protocol';

const searchResultSchema = object({
  /** The kind of row: `task`. */
  kind: text(64, 1),
  rowId: uuid,
  /** Null for a row of the whole organisation. */
  propertyId: nullable(uuid),
  /** When the row was created. */
  at: instant,
  /** What people call the row. */
  title: nullable(text(200)),
  /** The text that was found, if it is not in the title: its field, and a part of it. */
  found: nullable(object({ field: text(64, 1), text: text(200) })),
});

/** A row that a search has found. */
export type SearchResult = Static<typeof searchResultSchema>;

/** `GET /v2/search`: rows of a kind stand together, the best kind first. */
export const searchResultsSchema = object({ items: list(searchResultSchema) });

export type SearchResults = Static<typeof searchResultsSchema>;
