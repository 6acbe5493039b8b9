/**
 * The writes of a command as part of one statement, to which the log adds its own part: conditions, rows, counter and
 * events commit together in one round trip, so the counter is never locked while the server waits for the network.
 *
 * Make each shape once: the object identifies the text, so the whole statement is composed once and can be prepared.
 * Values that vary are parameters.
 */
export interface SqlWriteShape {
  /** Common table expressions, separated by commas and without `with`; their parameters count from `$1`. */
  readonly expressions: string;
  /** Number of parameters in {@link expressions}. */
  readonly parameters: number;
  /**
   * Name of an expression that has one row if everything is written and none otherwise: events are logged only with a
   * row. Each writing expression must depend on the ones before it, so that nothing is written in part.
   */
  readonly written: string;
  /** Select list over the expressions, for the result row. */
  readonly result: string;
}

/** {@link SqlWriteShape} with its parameters. */
export interface SqlWrite {
  readonly shape: SqlWriteShape;
  readonly params: readonly unknown[];
}
