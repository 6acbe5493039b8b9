import { getTableName } from 'drizzle-orm';
import { insertRow, type RowWrite } from '../database/row-writes.js';
import { Template } from '../database/template.js';
import { answeredCommands } from './commands.schema.js';

/**
 * Remembers a command's key with its answer. Where the key is there already nothing is written, and nothing that comes after
 * it; where somebody is about to commit it, this waits.
 */
export function claimKey(row: typeof answeredCommands.$inferSelect): RowWrite {
  const { template, params } = insertRow(answeredCommands, row);
  return { template: (claim ??= orNothing(template)), params };
}

let claim: Template | undefined;

const orNothing = (insert: Template): Template =>
  new Template(insert.parameters, (place, source) => {
    const text = insert.render(place, source);
    if (!text.endsWith(RETURNING)) throw new Error(`an insert into ${getTableName(answeredCommands)} ends otherwise`);
    return `${text.slice(0, -RETURNING.length)} on conflict do nothing${RETURNING}`;
  });

const RETURNING = ' returning 1';
