const PREFIX = 'temporary-';

let count = 0;

/** An id for a row that the server has not given one yet. */
export function temporaryId(): string {
  count += 1;
  return `${PREFIX}${count}`;
}

/** Whether a row with this id waits for the server to create it. */
export function isTemporary(id: string): boolean {
  return id.startsWith(PREFIX);
}
