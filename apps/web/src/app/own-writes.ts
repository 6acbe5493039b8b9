import type { QueryClient } from '@tanstack/react-query';

const CHANNEL = 'bellhop-own-writes';
/** More than anybody writes before the events of these writes arrive. */
const REMEMBERED = 200;
/** The id fields of rows; a row's own comes first. */
const ID_FIELDS = ['revenueId', 'expenseId', 'taskId', 'userId'] as const;

/** Remembers the results of the user's own commands in every tab of this browser, so that they cause no toast. */
export class OwnWrites {
  readonly #keys = new Set<string>();
  readonly #channel = new BroadcastChannel(CHANNEL);
  readonly #unsubscribe: () => void;

  constructor(client: QueryClient) {
    this.#channel.onmessage = ({ data }) => this.#remember(String(data));
    this.#unsubscribe = client.getMutationCache().subscribe((event) => {
      if (event.type !== 'updated' || event.action.type !== 'success') return;
      const key = keyOf(event.action.data);
      if (key === undefined) return;
      this.#remember(key);
      this.#channel.postMessage(key);
    });
  }

  /** Whether one of those commands produced this version of the row. */
  has(row: object): boolean {
    return this.#keys.has(keyOf(row) ?? '');
  }

  stop(): void {
    this.#unsubscribe();
    this.#channel.close();
  }

  #remember(key: string): void {
    this.#keys.add(key);
    const [oldest] = this.#keys;
    if (this.#keys.size > REMEMBERED && oldest !== undefined) this.#keys.delete(oldest);
  }
}

/** Returns a row's id and version as one string; undefined for anything else. */
function keyOf(row: unknown): string | undefined {
  if (typeof row !== 'object' || row === null || !('version' in row)) return undefined;
  const fields = row as Readonly<Record<string, unknown>>;
  const idField = ID_FIELDS.find((field) => field in fields);
  return idField && `${idField} ${String(fields[idField])} ${String(fields['version'])}`;
}
