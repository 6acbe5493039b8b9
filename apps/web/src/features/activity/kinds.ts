import { catalogue, fieldOf } from '@bellhop/hotel';
import type { Schema } from '@bellhop/protocol';

/** The schemas of the rows of every domain, by the kind of row: `task`. */
export const KINDS: ReadonlyMap<string, Schema<unknown>> = new Map(
  Object.values(catalogue).flatMap((events) =>
    Object.entries(events as Readonly<Record<string, Schema<unknown>>>).flatMap(([type, schema]) => {
      const name = /^(.+)Created$/.exec(type)?.[1];
      return name === undefined ? [] : [[name.charAt(0).toLowerCase() + name.slice(1), schema] as const];
    }),
  ),
);

/** Describes the values of a field; undefined for a field that this version does not know. */
export function schemaOf(kind: string, field: string): Schema<unknown> | undefined {
  const schema = KINDS.get(kind)?.properties?.[field];
  return schema && fieldOf(schema).value;
}
