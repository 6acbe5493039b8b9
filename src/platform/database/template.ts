import { is, Placeholder, type SQL, sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';

/** Returns the `$n` of a template's n-th parameter, from 1, at its position in a statement. */
export type Place = (n: number) => string;

const dialect = new PgDialect();

/**
 * A part of a statement. Its text is constant and only its parameters vary, so that a whole statement is composed once per
 * combination of parts and can be prepared.
 */
export class Template {
  static #made = 0;
  /** Unique per template. */
  readonly id = (Template.#made += 1);

  /** @param render `source` is a table expression with one row if the preceding parts succeeded, and none otherwise */
  constructor(
    readonly parameters: number,
    readonly render: (place: Place, source: string) => string,
  ) {}
}

/** A query as a {@link Template}, written with the query builder and named values. */
export class QueryTemplate<N extends string> extends Template {
  /** The query as a statement of its own. */
  readonly text: string;
  readonly #params: readonly unknown[];

  /** @param write builds the query, with `value(name)` as placeholders */
  constructor(write: (value: <M extends N>(name: M) => Placeholder<M>) => SQL) {
    const { sql: text, params } = dialect.sqlToQuery(write((name) => sql.placeholder(name)));
    super(params.length, (place) => text.replaceAll(/\$(\d+)/g, (_, n: string) => place(Number(n))));
    this.text = text;
    this.#params = params;
  }

  /** Returns the parameters for `values`. */
  fill(values: Readonly<Record<N, unknown>>): unknown[] {
    return this.#params.map((param) => (is(param, Placeholder) ? values[param.name as N] : param));
  }
}
