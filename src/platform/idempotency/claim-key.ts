import { getTableName } from 'drizzle-orm';
import { insertRow, type RowWrite } from '../database/row-writes.js';
import { Template } from '../database/template.js';
import { idempotencyKeys } from './idempotency.schema.js';

/**
 * Stores an idempotency key with its response. If the key exists, neither it nor any later write of the plan is written; if
 * another transaction is about to commit the key, this waits for it.
 */
export function claimKey(row: typeof idempotencyKeys.$inferSelect): RowWrite {
  const { template, params } = insertRow(idempotencyKeys, row);
  return { template: (claim ??= orNothing(template)), params };
}

let claim: Template | undefined;

const orNothing = (insert: Template): Template =>
  new Template(insert.parameters, (place, source) => {
    const text = insert.render(place, source);
    if (!text.endsWith(RETURNING))
      throw new Error(`the insert into ${getTableName(idempotencyKeys)} does not end with "returning 1"`);
    return `${text.slice(0, -RETURNING.length)} on conflict do nothing${RETURNING}`;
  });

const RETURNING = ' returning 1';
