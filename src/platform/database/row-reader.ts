import type { RowMode } from './sql-driver.js';

/** A column in PostgreSQL's row description. */
export interface ColumnDescription {
  readonly name: string;
  /** OID of the type. */
  readonly dataTypeID: number;
}

/** Converts PostgreSQL's text of a value. */
export type ParseValue = (text: string) => unknown;

/** Converts the rows of one statement, whose columns are fixed while it is prepared. */
export class RowReader {
  readonly #names: readonly string[];
  readonly #parsers: readonly ParseValue[];

  /** @param parserOf returns the parser of a type by OID */
  constructor(columns: readonly ColumnDescription[], parserOf: (type: number) => ParseValue) {
    this.#names = columns.map(({ name }) => name);
    this.#parsers = columns.map(({ dataTypeID }) => parserOf(dataTypeID));
  }

  read(texts: readonly (string | null)[], mode: RowMode): unknown {
    return mode === 'array' ? texts.map((text, index) => this.#value(text, index)) : this.#object(texts);
  }

  #object(texts: readonly (string | null)[]): object {
    const row: Record<string, unknown> = {};
    this.#names.forEach((name, index) => (row[name] = this.#value(texts[index] ?? null, index)));
    return row;
  }

  #value(text: string | null, index: number): unknown {
    return text === null ? null : this.#parsers[index]?.(text);
  }
}
