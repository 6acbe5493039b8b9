import { is, Placeholder, type SQL, sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';

/** Gives the `$n` of a template's n-th parameter, from 1, wherever the template stands in a statement. */
export type Place = (n: number) => string;

const dialect = new PgDialect();

/**
 * A part of a statement, rendered once: its text is always the same, and only its parameters differ. So the whole is composed
 * once for all that have the same parts, and can be prepared.
 */
export class Template {
  static #made = 0;
  /** Tells templates apart. */
  readonly id = (Template.#made += 1);

  /** @param render `source` is a table expression with one row where what goes before has been done, and none otherwise */
  constructor(
    readonly parameters: number,
    readonly render: (place: Place, source: string) => string,
  ) {}
}

/** A query as a {@link Template}: written with the query builder, its values by name. */
export class QueryTemplate<N extends string> extends Template {
  /** The query on its own. */
  readonly text: string;
  readonly #params: readonly unknown[];

  /** @param write makes the query, with `value(name)` where a value goes */
  constructor(write: (value: <M extends N>(name: M) => Placeholder<M>) => SQL) {
    const { sql: text, params } = dialect.sqlToQuery(write((name) => sql.placeholder(name)));
    super(params.length, (place) => text.replaceAll(/\$(\d+)/g, (_, n: string) => place(Number(n))));
    this.text = text;
    this.#params = params;
  }

  /** The parameters for these values. */
  fill(values: Readonly<Record<N, unknown>>): unknown[] {
    return this.#params.map((param) => (is(param, Placeholder) ? values[param.name as N] : param));
  }
}
