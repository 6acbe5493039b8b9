import type { VersionedRow } from '@bellhop/client';
import type { LiveQuery } from '@bellhop/react';
import { kindOf } from './kind-of.js';
import type { NewSave } from './outbox.js';

/** The change of a row by a button: nothing was typed, and no form can be opened. */
export function changeOf<Row extends VersionedRow, View extends object>(
  rows: LiveQuery<Row, View>,
  row: Row,
  body: object | 'delete' | 'restore',
  title: string,
): NewSave {
  const isAction = body === 'delete' || body === 'restore';
  const [before, after] = isAction ? [{}, {}] : [fieldsOf(row, body), { ...body }];
  return {
    ...{ form: rows.name, kind: kindOf(rows), path: rows.path, rowId: rows.idOf(row), version: row.version },
    ...{ before, after, groups: [] },
    ...{ idempotencyKey: crypto.randomUUID(), row, ...(isAction && { action: body }) },
    content: { title, values: {}, base: {}, texts: [] },
  };
}

/** The fields of a row that a body changes; null where the row has no such field. */
export const fieldsOf = (row: object, body: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.keys(body).map((field) => [field, (row as Readonly<Record<string, unknown>>)[field] ?? null]),
  );
