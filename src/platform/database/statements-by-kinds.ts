import type { QueryTemplate } from './template.js';

/** Builds a statement over kinds of rows. @param restricted whether the reader sees only some properties */
type Build<Kind, Value extends string> = (kinds: readonly Kind[], restricted: boolean) => QueryTemplate<Value>;

/** Statements over the kinds of rows that readers may see, each composed once, so that it can be prepared. */
export class StatementsByKinds<Kind extends { readonly name: string }, Value extends string> {
  readonly #built = new Map<string, QueryTemplate<Value>>();

  constructor(private readonly build: Build<Kind, Value>) {}

  /** @param restricted whether the reader sees only some properties */
  for(kinds: readonly Kind[], restricted: boolean): QueryTemplate<Value> {
    const key = `${restricted} ${kinds.map(({ name }) => name).join(' ')}`;
    const statement = this.#built.get(key) ?? this.build(kinds, restricted);
    this.#built.set(key, statement);
    return statement;
  }
}
