import { hasWords, type SearchResult, type SearchResults } from '@bellhop/hotel';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import { Database } from '../database/database.js';
import { StatementsByKinds } from '../database/statements-by-kinds.js';
import { invalidField } from '../http/problem.js';
import { visibleIds } from '../tenancy/visible.js';
import { type SearchSource, SearchSources } from './search-sources.js';
import { type Alphabet, ALPHABET_OF_INDEX, indexedWords } from './indexed-words.js';
import { type FoundRow, searchStatement, wordsAsValues } from './search-statement.js';
import { excerptOf, oneLine } from './excerpt.js';

/** One character is in nearly every row. */
const SHORTEST = 2;
const LONGEST_TITLE = 200;

/** Finds rows of every domain by their text. */
@Injectable()
export class SearchService {
  readonly #statements = new StatementsByKinds(searchStatement);
  #alphabet: Alphabet | undefined;

  constructor(
    private readonly database: Database,
    private readonly sources: SearchSources,
  ) {}

  /**
   * Returns rows that have all the words and that the reader may see: of each kind the best ones.
   * @param limit rows of each kind
   * @param signal aborts when nobody waits for the rows any more
   */
  async search(principal: Principal, q: string, limit: number, signal?: AbortSignal): Promise<SearchResults> {
    const asked = oneLine(q);
    if (asked.length < SHORTEST) throw invalidField('q', `must have at least ${SHORTEST} characters`);
    const sources = this.sources.readableBy(principal);
    const words = indexedWords(asked, (this.#alphabet ??= await this.#alphabetOfIndex()));
    const statement = this.#statements.for(sources, words.length);
    const { orgId, userId: reader } = principal;
    const values = { orgId, reader, visible: visibleIds(principal), limit, q: asked, ...wordsAsValues(words) };
    const rows = (await this.database.run(
      statement.text,
      statement.fill(values),
      'object',
      signal,
    )) as readonly FoundRow[];
    return { items: bestKindsFirst(rows).map((row) => toResult(row, sources, asked)) };
  }

  async #alphabetOfIndex(): Promise<Alphabet> {
    const [row] = await this.database.query<{ alphabet: Alphabet }>(ALPHABET_OF_INDEX, []);
    return row?.alphabet ?? 'latin';
  }
}

/** Keeps the rows of a kind together; the kind with the best and newest row comes first. */
function bestKindsFirst(rows: readonly FoundRow[]): readonly FoundRow[] {
  const best = rows.toSorted((a, b) => a.rank - b.rank || (a.at < b.at ? 1 : -1));
  const kinds = [...new Set(best.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => best.filter((row) => row.kind === kind));
}

function toResult(
  { kind, rowId, propertyId, at, texts }: FoundRow,
  sources: readonly SearchSource[],
  asked: string,
): SearchResult {
  const fields = sources.find(({ name }) => name === kind)?.searched ?? [];
  const given = fields.flatMap((field) => {
    const text = texts[field] ?? '';
    return text.trim() === '' ? [] : [{ field, text }];
  });
  const [title, ...others] = given;
  const result = { kind, rowId, propertyId, at };
  if (!title) return { ...result, title: null, found: null };
  const shown = [...oneLine(title.text)].slice(0, LONGEST_TITLE).join('');
  const missing = asked.split(' ').filter((word) => !hasWords([shown], word));
  if (missing.length === 0) return { ...result, title: shown, found: null };
  // The title itself may be a long text, found far behind its beginning.
  const [found] = [...others, title].flatMap(({ field, text }) => {
    const excerpt = excerptOf(text, missing);
    return excerpt === undefined ? [] : [{ field, text: excerpt }];
  });
  return { ...result, title: shown, found: found ?? null };
}
