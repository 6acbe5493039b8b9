import type { ChangedValue, FieldChange } from '@bellhop/hotel';

type Row = Readonly<Record<string, unknown>>;

/** Text and items of all the fields of one entry, in characters: a thousand entries stay below ten megabytes. */
const BUDGET = 8_000;
/** Length to which a text is cut, and number to which a list is; less where there are many fields. */
const LONGEST = 500;
const SHORTEST = 20;
/** Characters of an id, the usual item of a list. */
const ITEM = 36;

/** Every row has them, and they follow from the entry itself. */
const BOOKKEEPING: ReadonlySet<string> = new Set([
  ...['orgId', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy', 'version'],
]);

/** The fields of a row that people know, without its own id. */
export const fieldsOf = (row: Row, id: string): readonly string[] =>
  Object.keys(row).filter((field) => field !== id && !BOOKKEEPING.has(field));

/**
 * Compares two states of a row. A new row has no `before` and a deleted one no `after`; a field without a value is left out then.
 * @param fields those to compare
 */
export function changesBetween(
  before: Row | undefined,
  after: Row | undefined,
  fields: readonly string[],
): readonly FieldChange[] {
  const differs = (field: string): boolean =>
    JSON.stringify(before?.[field] ?? null) !== JSON.stringify(after?.[field] ?? null);
  const changed = fields.filter(differs);
  // An amount means nothing without its currency.
  const isMoney = changed.some((field) => field.endsWith('Minor')) && !changed.includes('currency');
  const shown = isMoney && 'currency' in { ...before, ...after } ? [...changed, 'currency'] : changed;
  const longest = Math.max(SHORTEST, Math.min(LONGEST, Math.floor(BUDGET / 2 / Math.max(1, shown.length))));
  return shown.map((field) => ({
    field,
    before: bounded(before?.[field], longest),
    after: bounded(after?.[field], longest),
  }));
}

function bounded(value: unknown, longest: number): ChangedValue {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string') return cut(value, longest);
  if (!Array.isArray(value)) return null;
  const most = Math.max(1, Math.floor(longest / ITEM));
  const items = value.slice(0, most).map((item) => cut(String(item), ITEM));
  return value.length > most ? [...items, `+${value.length - most}`] : items;
}

/** @returns at most `longest` characters and an ellipsis, never half a character */
function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
