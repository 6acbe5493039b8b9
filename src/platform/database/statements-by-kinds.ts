import type { QueryTemplate } from './template.js';

/** What the text of a statement depends on beside its kinds, such as a number of words. */
type Shape = readonly (boolean | number)[];

/** A kind of row, and how much of it the reader sees. */
export interface ReadKind {
  readonly name: string;
  readonly reach: string;
}

/** Statements over the kinds of rows that readers may see, each composed once, so that it can be prepared. */
export class StatementsByKinds<Kind extends ReadKind, S extends Shape, Value extends string> {
  readonly #built = new Map<string, QueryTemplate<Value>>();

  constructor(private readonly build: (kinds: readonly Kind[], ...shape: S) => QueryTemplate<Value>) {}

  for(kinds: readonly Kind[], ...shape: S): QueryTemplate<Value> {
    const key = [...shape, ...kinds.map(({ name, reach }) => `${name}:${reach}`)].join(' ');
    const statement = this.#built.get(key) ?? this.build(kinds, ...shape);
    this.#built.set(key, statement);
    return statement;
  }
}
