import { serialize } from 'pg-protocol';
import type { WireValue } from './parameter-text.js';

/** One statement as a connection is asked for it. */
export interface StatementRequest {
  readonly text: string;
  readonly params: readonly WireValue[];
  /** Begins a transaction before it, without waiting for the answer to that. */
  readonly begins?: boolean;
  /** Under which it is prepared, or to be prepared. @default not prepared */
  readonly name?: string | undefined;
  /** Whether the connection has it prepared, and its columns are known. */
  readonly isPrepared?: boolean;
  /** Names of other prepared statements that are not needed any more. */
  readonly dropped?: readonly string[];
}

const BEGIN = Buffer.concat([serialize.parse({ text: 'begin' }), serialize.bind(), serialize.execute()]);
const DESCRIBE = serialize.describe({ type: 'P' });
const EXECUTE_AND_SYNC = Buffer.concat([serialize.execute(), serialize.sync()]);

/** The messages of PostgreSQL's extended query protocol that run a statement, to be sent in one piece. */
export function statementMessages(request: StatementRequest): Buffer {
  const { text, params, begins = false, name = '', isPrepared = false, dropped = [] } = request;
  const messages: Buffer[] = begins ? [BEGIN] : [];
  if (!isPrepared) {
    // Closing what is not there is no error.
    for (const each of dropped) messages.push(serialize.close({ type: 'S', name: each }));
    if (name !== '') messages.push(serialize.close({ type: 'S', name }));
    messages.push(serialize.parse({ name, text }));
  }
  messages.push(serialize.bind({ statement: name, values: [...params] }));
  if (!isPrepared) messages.push(DESCRIBE);
  messages.push(EXECUTE_AND_SYNC);
  return Buffer.concat(messages);
}
