import { serialize } from 'pg-protocol';
import type { WireValue } from './parameter-text.js';

/** A statement to encode. */
export interface StatementRequest {
  readonly text: string;
  readonly params: readonly WireValue[];
  /** Begins a transaction first, without waiting for its response. */
  readonly begins?: boolean;
  /** Name that it is, or is to be, prepared under. @default not prepared */
  readonly name?: string | undefined;
  /** Whether the connection has prepared it and its columns are known. */
  readonly isPrepared?: boolean;
  /** Names of prepared statements to close. */
  readonly dropped?: readonly string[];
}

const BEGIN = Buffer.concat([serialize.parse({ text: 'begin' }), serialize.bind(), serialize.execute()]);
const DESCRIBE = serialize.describe({ type: 'P' });
const EXECUTE_AND_SYNC = Buffer.concat([serialize.execute(), serialize.sync()]);

/** Encodes a statement in PostgreSQL's extended query protocol, to be sent in one piece. */
export function statementMessages(request: StatementRequest): Buffer {
  const { text, params, begins = false, name = '', isPrepared = false, dropped = [] } = request;
  const messages: Buffer[] = begins ? [BEGIN] : [];
  if (!isPrepared) {
    // Closing an unknown name is not an error.
    for (const each of dropped) messages.push(serialize.close({ type: 'S', name: each }));
    if (name !== '') messages.push(serialize.close({ type: 'S', name }));
    messages.push(serialize.parse({ name, text }));
  }
  messages.push(serialize.bind({ statement: name, values: [...params] }));
  if (!isPrepared) messages.push(DESCRIBE);
  messages.push(EXECUTE_AND_SYNC);
  return Buffer.concat(messages);
}
