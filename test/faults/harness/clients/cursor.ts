/**
 * The place in the log that a cursor stands for: `<epoch>.<seq>`, with whatever comes after it. Clients take cursors as they
 * are; the checker has to know.
 */
export const seqOf = (cursor: string): number => Number(cursor.split('.')[1]);
