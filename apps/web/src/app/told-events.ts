import { titleOf } from '@bellhop/hotel';
import { sideBySide } from '../language/numbers.js';
import { ROW_KINDS } from '../ui/row-kinds.js';
import { formatMoney } from '../ui/money.js';
import { valueName } from '../ui/row-words.js';

type Row = Readonly<Record<string, unknown>>;

/** An event that people are told of. */
export interface ToldEvent {
  readonly did: 'Created' | 'StatusChanged' | 'Joined';
  /** The kind of row: `task`. */
  readonly kind: string;
  readonly row: Row;
  /** The user; undefined if nobody knows, as for events of older versions and of other services. */
  readonly by: string | undefined;
  /** Whether a rule made it, and nobody. */
  readonly isRecurring: boolean;
}

/** What people are told of, in every domain: events of these names. */
const TOLD = /^(.+?)(Created|StatusChanged|Joined)$/;

/** Returns what to tell of an event; undefined if nothing. */
export function toldOf({ eventType, payload }: { readonly eventType: string; readonly payload: unknown }) {
  const [, name = '', did] = TOLD.exec(eventType) ?? [];
  const kind = name.charAt(0).toLowerCase() + name.slice(1);
  if (!ROW_KINDS.has(kind) || typeof payload !== 'object' || payload === null) return undefined;
  const row = payload as Row;
  // Whoever made the rule did not make this row.
  const isRecurring =
    did === 'Created' && row['updatedBy'] === null && typeof row['recurrenceId'] === 'string' && kind === 'task';
  const by =
    did === 'Joined'
      ? row['userId']
      : (row['updatedBy'] ?? (did === 'Created' && !isRecurring ? row['createdBy'] : undefined));
  return { did, kind, row, by: typeof by === 'string' ? by : undefined, isRecurring } as ToldEvent;
}

/** Summarises a row: its amount or title, its status if that changed, and where it is. */
export function summaryOf({ did, kind, row }: ToldEvent, propertyName: (id: string) => string | undefined): string {
  const { currency, status, propertyId } = row;
  const amount = Object.entries(row).find(([field, value]) => /Minor$/.test(field) && typeof value === 'number');
  const title = titleOf(ROW_KINDS.get(kind)?.schema ?? {}, row);
  const parts = [
    amount && typeof currency === 'string' ? formatMoney(amount[1] as number, currency) : undefined,
    title === null ? undefined : `“${title}”`,
    did === 'StatusChanged' && typeof status === 'string' ? valueName(kind, 'status', status) : undefined,
    typeof propertyId === 'string' ? propertyName(propertyId) : undefined,
  ];
  return sideBySide(parts);
}
