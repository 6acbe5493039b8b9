/**
 * What a command writes, as a part of one statement that the log's own part is added to: conditions, rows, counter and
 * events then commit together without a round trip between them, and the counter is locked for none.
 *
 * The text is made once and used often: the same object for the same text, so that the whole statement is composed once and
 * can be prepared. What differs comes as parameters.
 */
export interface SqlWriteShape {
  /** Common table expressions, separated by commas and without `with`; their parameters count from `$1`. */
  readonly expressions: string;
  /** How many parameters {@link expressions} has. */
  readonly parameters: number;
  /**
   * One of the expressions, which has one row when everything is written and none otherwise: events are logged only then.
   * What writes has to depend on what goes before it, so that nothing is written in part.
   */
  readonly written: string;
  /** A select list over the expressions: what is to be known of them afterwards. */
  readonly result: string;
}

/** {@link SqlWriteShape} with its parameters. */
export interface SqlWrite {
  readonly shape: SqlWriteShape;
  readonly params: readonly unknown[];
}
