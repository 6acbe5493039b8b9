/**
 * The letters that the index of texts knows. `latin`: those of ASCII, as in a database whose locale is C; texts in others are found
 * there too, but by reading all of the organisation's rows.
 */
export type Alphabet = 'any' | 'latin';

/** Selects the {@link Alphabet} of the database. */
export const ALPHABET_OF_INDEX = `select case when cardinality(show_trgm('مناشف')) > 0 then 'any' else 'latin' end as alphabet`;

/** The index holds sequences of three letters or digits. */
const INDEXED = { any: /[\p{L}\p{N}]{3}/u, latin: /[a-z0-9]{3}/i } as const;

/** More would not be worth a statement of their own. */
const MOST = 3;

/**
 * Returns the words of a query by which an index finds rows: the longest, which the fewest rows have. None if none has three letters or
 * digits in a row: the index would have to be read from one end to the other.
 */
export const indexedWords = (query: string, alphabet: Alphabet): readonly string[] =>
  query
    .split(' ')
    .filter((word) => INDEXED[alphabet].test(word))
    .toSorted((a, b) => b.length - a.length)
    .slice(0, MOST);
