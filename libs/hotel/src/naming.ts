import type { Schema } from '@bellhop/protocol';
import { contentOf, fieldOf } from './fields.js';

/** By schema: there are few, and every write asks. */
const known = new WeakMap<Schema<unknown>, readonly string[]>();

/** The fields that may name a row: free text, in the order of the schema. */
function namingFields(schema: Schema<unknown>): readonly string[] {
  let fields = known.get(schema);
  if (!fields) {
    fields = Object.entries(schema.properties ?? {}).flatMap(([field, described]) => {
      const { value } = fieldOf(described);
      const content = contentOf(value);
      const isFree = value.type === 'string' && !value.format && !value.enum && !value.pattern;
      return isFree && (content === undefined || content === 'line') ? [field] : [];
    });
    known.set(schema, fields);
  }
  return fields;
}

/** The fields in which people look for a row: free text of any length, and addresses. */
export function searchedFields(schema: Schema<unknown>): readonly string[] {
  const isAddress = (field: string) => contentOf(fieldOf(schema.properties?.[field] ?? {}).value) === 'email';
  return [...namingFields(schema), ...Object.keys(schema.properties ?? {}).filter(isAddress)];
}

/** Returns what people call a row: its first free text, such as a title or a name. Null if it has none. */
export function titleOf(schema: Schema<unknown>, row: Readonly<Record<string, unknown>>): string | null {
  for (const field of namingFields(schema)) {
    const text = row[field];
    if (typeof text === 'string' && text.trim() !== '') return text;
  }
  return null;
}
