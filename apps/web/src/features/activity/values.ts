import { type ChangedValue, type FieldChange, isDay, isLanguage, LANGUAGE_NAMES } from '@bellhop/hotel';
import { formatList, formatNumber } from '../../language/numbers.js';
import { isId } from '../../ui/address.js';
import { formatDay } from '../../ui/days.js';
import { moment } from '../../ui/moments.js';
import { formatMoney } from '../../ui/money.js';
import { schemaOf } from '../../ui/row-kinds.js';
import { fieldName, valueName } from '../../ui/row-words.js';
import { ruleSentence } from '../tasks/rule-sentence.js';

/** What values are named by. */
export interface Names {
  /** Name of a person or property; undefined if it is not known. */
  readonly nameOf: (id: string) => string | undefined;
  readonly yes: string;
  readonly no: string;
  readonly somebodyElse: string;
}

/** A change in words. `null`: there is no value. */
export interface ShownChange {
  readonly field: string;
  readonly label: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Fields that follow from another one of the same change. */
const FOLLOWING: ReadonlySet<string> = new Set(['completedAt', 'recurrenceId', 'occursOn', 'lastOn', 'nextOn']);

/** Puts the changes of a row into words and money. */
export function shownChanges(kind: string, changes: readonly FieldChange[], names: Names): readonly ShownChange[] {
  const currency = changes.find(({ field }) => field === 'currency');
  const hasAmount = changes.some(({ field }) => isAmount(field));
  return changes
    .filter(
      ({ field, before, after }) => !FOLLOWING.has(field) && !(field === 'currency' && hasAmount) && before !== after,
    )
    .map(({ field, before, after }) => ({
      field,
      label: fieldName(kind, field),
      before: inText(kind, field, before, currency?.before, names),
      after: inText(kind, field, after, currency?.after, names),
    }));
}

const isAmount = (field: string): boolean => /Minor$/.test(field);

function inText(
  kind: string,
  field: string,
  value: ChangedValue,
  currency: ChangedValue | undefined,
  names: Names,
): string | null {
  if (value === null || value === '') return null;
  if (typeof value === 'boolean') return value ? names.yes : names.no;
  if (typeof value === 'number') {
    return isAmount(field) && typeof currency === 'string' ? formatMoney(value, currency) : formatNumber(value);
  }
  if (typeof value !== 'string') {
    return value.length === 0
      ? null
      : formatList(value.map((id) => names.nameOf(id) ?? (isId(id) ? names.somebodyElse : id)));
  }
  const { format, enum: words } = schemaOf(kind, field) ?? {};
  if (words) return isLanguage(value) && field === 'language' ? LANGUAGE_NAMES[value] : valueName(kind, field, value);
  if (field === 'rule') return ruleSentence(value);
  if (format === 'uuid') return names.nameOf(value) ?? names.somebodyElse;
  if (format === 'date' && isDay(value)) return formatDay(value, 'medium');
  return format === 'date-time' ? moment(value) : value;
}
