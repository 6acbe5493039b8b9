import { catalogue, fieldOf } from '@bellhop/hotel';
import type { Schema } from '@bellhop/protocol';

export interface RowKind {
  /** `tasks` */
  readonly domain: string;
  readonly schema: Schema<unknown>;
}

/** The rows of every domain, by kind: `TaskCreated` is the creation of a `task`. */
export const ROW_KINDS: ReadonlyMap<string, RowKind> = new Map(
  Object.entries(catalogue).flatMap(([domain, events]) =>
    Object.entries(events as Readonly<Record<string, Schema<unknown>>>).flatMap(([type, schema]) => {
      const name = /^(.+)Created$/.exec(type)?.[1];
      return name === undefined ? [] : [[name.charAt(0).toLowerCase() + name.slice(1), { domain, schema }] as const];
    }),
  ),
);

/** Describes the values of a field; undefined for a field that this version does not know. */
export function schemaOf(kind: string, field: string): Schema<unknown> | undefined {
  const schema = ROW_KINDS.get(kind)?.schema.properties?.[field];
  return schema && fieldOf(schema).value;
}
