/** Returns the single row of a statement that always yields exactly one. @throws Error for another number of rows */
export function exactlyOne<R>(rows: readonly R[]): R {
  const [row] = rows;
  if (row === undefined || rows.length > 1) throw new Error(`expected one row, got ${rows.length}`);
  return row;
}
