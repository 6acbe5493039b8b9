/** OIDs of PostgreSQL's `date`, `timestamp`, `timestamptz` and `interval`. */
export const TEMPORAL_TYPES: readonly number[] = [1082, 1114, 1184, 1186];

/** Leaves a value as PostgreSQL wrote it: the schema says what becomes of it, the same on both drivers. */
export const asText = (value: string): string => value;
