import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import { BYTE_ORDER_MARK, csvLine } from './csv.js';

export const CSV_TYPE = 'text/csv';

/** Rows read at a time: some 100 kB of text. */
const PAGE_ROWS = 500;

/** Rows of a file, in its order. */
export interface CsvRows<Row> {
  readonly cellsOf: (row: Row) => readonly string[];
  /** Reads the rows after `last`; fewer than `limit` are the last ones. */
  readonly page: (limit: number, last: Row | undefined) => Promise<readonly Row[]>;
}

/**
 * Returns a CSV file that is read page by page while it is sent, so that its size does not matter to the server. Nothing is read
 * before the client takes it, and nothing after the client has gone.
 */
export const csvFile = <Row>(
  name: string,
  header: readonly string[],
  ...parts: readonly CsvRows<Row>[]
): StreamableFile =>
  new StreamableFile(Readable.from(chunksOf(header, parts), { objectMode: false }), {
    type: `${CSV_TYPE}; charset=utf-8`,
    disposition: `attachment; filename="${name}.csv"`,
  });

async function* chunksOf<Row>(
  header: readonly string[],
  parts: readonly CsvRows<Row>[],
): AsyncGenerator<string, void, undefined> {
  yield `${BYTE_ORDER_MARK}${csvLine(header)}`;
  for (const { page, cellsOf } of parts) {
    let last: Row | undefined;
    do {
      const rows = await page(PAGE_ROWS, last);
      if (rows.length > 0) yield rows.map((row) => csvLine(cellsOf(row))).join('');
      last = rows.length === PAGE_ROWS ? rows.at(-1) : undefined;
    } while (last !== undefined);
  }
}
