import type { QueryClient } from '@tanstack/react-query';

const CHANNEL = 'bellhop-own-writes';
/** More than anybody writes while the events of it are under way. */
const REMEMBERED = 200;
/** The fields that tell rows apart, a row's own first. */
const ID_FIELDS = ['revenueId', 'expenseId', 'taskId', 'userId'] as const;

/** What the user's own commands led to, in every tab of this browser: it is no news to them. */
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

  /** Whether the row is as one of those commands left it. */
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

/** A row and its version, as one text; undefined for what is no row. */
function keyOf(row: unknown): string | undefined {
  if (typeof row !== 'object' || row === null || !('version' in row)) return undefined;
  const fields = row as Readonly<Record<string, unknown>>;
  const idField = ID_FIELDS.find((field) => field in fields);
  return idField && `${idField} ${String(fields[idField])} ${String(fields['version'])}`;
}
