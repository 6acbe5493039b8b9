import type { FieldGroup } from '@bellhop/react';
import { formatList, formatNumber } from '../language/numbers.js';
import type { FieldText } from '../unsaved/field-text.js';
import { inWords } from './in-words.js';

/** How a field of a form, or a group of fields that belong together, is named and shown outside of its input. */
export interface FormField<Values> {
  readonly label: string;
  /** Several for values that only make sense together: an amount and its currency. */
  readonly of: FieldGroup<Values>;
  /** @default the values as text */
  readonly show?: (values: Values) => string;
}

/** Returns every group of fields that belong together. */
export const groupsOf = <Values>(fields: readonly FormField<Values>[]): readonly FieldGroup<Values>[] =>
  fields.map(({ of }) => of).filter((group) => group.length > 1);

/** Describes these fields of the values. A field without a description has its own name. */
export function textOf<Values extends object>(
  fields: readonly FormField<Values>[],
  group: FieldGroup<Values>,
  values: Values,
): FieldText {
  const described = fields.find(({ of }) => of.some((field) => group.includes(field)));
  const { label, of, show } = described ?? { label: inWords(group[0] ?? ''), of: group, show: undefined };
  return { label, text: show ? show(values) : of.map((field) => plain(values[field])).join(' ') };
}

/** Lists the fields whose values the user has changed. */
export function changedTexts<Values extends object>(
  fields: readonly FormField<Values>[],
  changed: readonly (keyof Values & string)[],
  values: Values,
): readonly FieldText[] {
  const texts = new Map<string, FieldText>();
  for (const field of changed) {
    const { label, text } = textOf(fields, [field], values);
    texts.set(label, { label, text });
  }
  return [...texts.values()];
}

/** As lines to paste elsewhere. */
export const asLines = (texts: readonly FieldText[]): string =>
  texts.map(({ label, text }) => `${label}: ${text}`).join('\n');

function plain(value: unknown): string {
  if (typeof value === 'boolean') return value ? '✓' : '–';
  if (Array.isArray(value)) return formatList(value.map(plain));
  return typeof value === 'number' ? formatNumber(value) : typeof value === 'string' ? value : '';
}
