import { type DatabaseError, serialize } from 'pg-protocol';
import type { CommandCompleteMessage, DataRowMessage, RowDescriptionMessage } from 'pg-protocol/dist/messages.js';
import { Parser } from 'pg-protocol/dist/parser.js';
import { DatabaseUnavailableError, StaleStatementError } from './database.errors.js';
import { toWire } from './parameter-text.js';
import type { PgliteErrorFields } from './pglite.messages.js';
import type { PreparedStatements } from './prepared-statements.js';
import { RowReader } from './row-reader.js';
import type { RowMode } from './sql-driver.js';
import { statementMessages } from './statement-messages.js';
import { parserWithNumbersOf } from './type-parsers.js';

/** The database's error, with its SQLSTATE as `code`. */
export class PgliteError extends Error {
  override readonly name = 'PgliteError';

  constructor({ message, ...fields }: PgliteErrorFields) {
    super(message);
    Object.assign(this, fields);
  }
}

export interface PgliteStatement {
  readonly text: string;
  readonly params: readonly unknown[];
  readonly rows: RowMode;
  /** Begins a transaction first. */
  readonly begins: boolean;
  /** Name to prepare it under. */
  readonly name: string | undefined;
}

/** A statement encoded as PostgreSQL's messages, and the decoder of the response. */
export class PgliteQuery {
  /** Must be sent in the order in which the queries were created. */
  readonly messages: Uint8Array;
  #reader: RowReader | undefined;
  readonly #wasPrepared: boolean;

  /** @throws TypeError for a parameter that cannot be sent */
  constructor(
    private readonly statement: PgliteStatement,
    private readonly prepared: PreparedStatements,
  ) {
    const { text, params, name, begins } = statement;
    const values = params.map(toWire);
    this.#reader = name === undefined ? undefined : prepared.use(name);
    const isPrepared = (this.#wasPrepared = this.#reader !== undefined);
    const dropped = isPrepared ? [] : prepared.takeDropped();
    this.messages = statementMessages({ text, params: values, begins, name, isPrepared, dropped });
  }

  /**
   * Returns the rows of a response.
   * @throws PgliteError; StaleStatementError when the columns have changed since it was prepared
   */
  read(answer: Uint8Array): readonly unknown[] {
    const rows: unknown[] = [];
    const { name } = this.statement;
    try {
      eachMessage(answer, (message) => {
        if (message.name === 'rowDescription') {
          this.#reader = new RowReader((message as RowDescriptionMessage).fields, parserWithNumbersOf);
        } else if (message.name === 'dataRow') {
          rows.push(this.#reader?.read((message as DataRowMessage).fields, this.statement.rows));
        }
      });
    } catch (error) {
      const isStale = error instanceof PgliteError && 'routine' in error && error.routine === 'RevalidateCachedQuery';
      if (name !== undefined && (!this.#wasPrepared || isStale)) this.prepared.drop(name);
      throw isStale ? new StaleStatementError({ cause: error }) : error;
    }
    if (name !== undefined) this.prepared.keep(name, (this.#reader ??= new RowReader([], parserWithNumbersOf)));
    return rows;
  }
}

/** Encodes `commit` or `rollback`. */
export const controlMessage = (text: 'commit' | 'rollback'): Uint8Array => serialize.query(text);

/** Returns the command that was executed: the commit of a failed transaction becomes a `ROLLBACK`. */
export function idempotencyKeyOf(answer: Uint8Array): string | undefined {
  let command: string | undefined;
  eachMessage(answer, (message) => {
    if (message.name === 'commandComplete') command = (message as CommandCompleteMessage).text;
  });
  return command;
}

type Message = Parameters<Parameters<Parser['parse']>[1]>[0];

/**
 * Passes each message to `take`.
 * @throws PgliteError for the first error, after all messages; DatabaseUnavailableError for an incomplete response, as after a
 *   failure inside PGlite, when it is unknown what was done
 */
function eachMessage(answer: Uint8Array, take: (message: Message) => void): void {
  let failure: DatabaseError | undefined;
  let isWhole = false;
  new Parser().parse(Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength), (message) => {
    if (message.name === 'error') failure ??= message as DatabaseError;
    else if (message.name === 'readyForQuery') isWhole = true;
    else take(message);
  });
  if (failure) throw new PgliteError(fieldsOf(failure));
  if (!isWhole) throw new DatabaseUnavailableError('the response of the embedded database is incomplete');
}

const ERROR_FIELDS = [
  'code',
  'severity',
  'detail',
  'hint',
  'where',
  'schema',
  'table',
  'column',
  'constraint',
  'routine',
] as const;

/** Parameters are not among the fields. */
const fieldsOf = (error: DatabaseError): PgliteErrorFields => ({
  message: error.message,
  ...Object.fromEntries(ERROR_FIELDS.flatMap((name) => (error[name] === undefined ? [] : [[name, error[name]]]))),
});
