import pg from 'pg';
import { isStale } from './postgres-errors.js';
import { toWire, type WireValue } from './parameter-text.js';
import { type ColumnDescription, RowReader } from './row-reader.js';
import type { RowMode } from './sql-driver.js';
import { statementMessages } from './statement-messages.js';
import type { PreparedStatements } from './prepared-statements.js';
import { parserOf } from './type-parsers.js';

export interface PostgresStatement {
  readonly text: string;
  readonly params: readonly unknown[];
  readonly rows: RowMode;
  /** Name to prepare it under. @default not prepared */
  readonly name?: string | undefined;
  /** Begins a transaction first, in the same round trip. */
  readonly begins?: boolean;
}

const NO_COLUMNS: readonly ColumnDescription[] = [];

/**
 * A statement on a `pg` connection, which calls the `handle…` methods in the order of the server's messages. `pg`'s own query
 * supports prepared statements too, but without a bound on their number, and requests the column descriptions every time.
 */
export class PostgresQuery implements pg.Submittable {
  readonly answer: Promise<readonly unknown[]>;
  #resolve: (rows: readonly unknown[]) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  readonly #values: readonly WireValue[];
  readonly #rows: unknown[] = [];
  #reader: RowReader | undefined;
  #unreadable: unknown;
  #isComplete = false;
  #isRefused = false;
  #wasPrepared = false;

  /** @throws TypeError for a parameter that cannot be sent */
  constructor(
    private readonly statement: PostgresStatement,
    private readonly prepared: PreparedStatements,
  ) {
    this.#values = statement.params.map(toWire);
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /**
   * Whether the server reported an error before it reported completion. The commit comes after completion, so nothing was
   * written, even if the error ends the connection.
   */
  get isRefused(): boolean {
    return this.#isRefused;
  }

  submit(connection: pg.Connection): void {
    const { text, name, begins = false } = this.statement;
    this.#reader = name === undefined ? undefined : this.prepared.use(name);
    const isPrepared = (this.#wasPrepared = this.#reader !== undefined);
    const dropped = isPrepared ? [] : this.prepared.takeDropped();
    const messages = statementMessages({ text, params: this.#values, begins, name, isPrepared, dropped });
    // If it is not writable, the connection is about to end, and the client reports that.
    if (connection.stream.writable) connection.stream.write(messages);
  }

  handleRowDescription({ fields }: { readonly fields: readonly ColumnDescription[] }): void {
    this.#reader = new RowReader(fields, parserOf);
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    try {
      this.#rows.push(this.#reader?.read(fields, this.statement.rows));
    } catch (error) {
      this.#unreadable = error;
    }
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    if (text !== 'BEGIN') this.#isComplete = true;
  }

  handleEmptyQuery(): void {
    this.#isComplete = true;
  }

  handleReadyForQuery(): void {
    const { name } = this.statement;
    if (name !== undefined) this.prepared.keep(name, (this.#reader ??= new RowReader(NO_COLUMNS, parserOf)));
    if (this.#unreadable === undefined) this.#resolve(this.#rows);
    else this.#reject(this.#unreadable);
  }

  handleError(error: unknown): void {
    this.#isRefused = error instanceof pg.DatabaseError && !this.#isComplete;
    const { name } = this.statement;
    // It may be prepared nevertheless: parsed before its first execution failed.
    if (name !== undefined && (!this.#wasPrepared || isStale(error))) this.prepared.drop(name);
    this.#reject(error);
  }

  /** The server waits for data, and there is none to send. */
  handleCopyInResponse(connection: pg.Connection): void {
    connection.stream.destroy(new Error('COPY is not supported'));
  }

  handleCopyData(): void {
    this.#unreadable = new Error('COPY is not supported');
  }
}
