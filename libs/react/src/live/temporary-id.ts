const PREFIX = 'temporary-';

let count = 0;

/** Returns an id for a row that the server has not created yet. */
export function temporaryId(): string {
  count += 1;
  return `${PREFIX}${count}`;
}

/** Whether the server has yet to create the row with this id. */
export function isTemporary(id: string): boolean {
  return id.startsWith(PREFIX);
}
