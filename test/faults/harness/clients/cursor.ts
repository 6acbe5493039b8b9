/** Returns the seq in a cursor, `<epoch>.<seq>` and a suffix. Clients treat cursors as opaque; the checker must not. */
export const seqOf = (cursor: string): number => Number(cursor.split('.')[1]);
