import type { Language } from '@bellhop/hotel';
import type { EventCatalogue } from '@bellhop/protocol';
import { i18n } from '../language/messages.js';
import { inWords } from './in-words.js';

/** What every row has, and nobody reads. */
type Bookkeeping = 'orgId' | 'createdAt' | 'createdBy' | 'updatedAt' | 'updatedBy' | 'version';
/** The rows of a domain by kind: `TaskCreated: Task` as `task: Task`. */
type RowsOf<Events> = {
  readonly [Type in keyof Events as Type extends `${infer Kind}Created` ? Uncapitalize<Kind> : never]: Events[Type];
};
type FieldOf<Row, Kind extends string> = Exclude<keyof Row & string, Bookkeeping | `${Kind}Id`>;
/** The words of an enum. A language is named in itself. */
type WordOf<Value> = Value extends string
  ? string extends Value
    ? never
    : Value extends Language
      ? never
      : Value
  : never;
type KeysOf<Rows> = {
  [Kind in keyof Rows & string]:
    | `${Kind}.${'name' | 'the' | 'a'}`
    | {
        [Field in FieldOf<Rows[Kind], Kind>]:
          | `${Kind}.field.${Field}`
          | `${Kind}.value.${Field}.${WordOf<Rows[Kind][Field]>}`;
      }[FieldOf<Rows[Kind], Kind>];
}[keyof Rows & string];

/** Every word that the rows of all domains need: a new field without its messages does not compile. */
type RowKey = { [Domain in keyof EventCatalogue]: KeysOf<RowsOf<EventCatalogue[Domain]>> }[keyof EventCatalogue];
type Kind = { [Domain in keyof EventCatalogue]: keyof RowsOf<EventCatalogue[Domain]> }[keyof EventCatalogue];

const isKnown = (key: string): key is RowKey => i18n.exists(`rows:${key}`);
const isKind = (kind: string): kind is Kind => i18n.exists(`rows:${kind}.name`);

/** @param otherwise the name in the code of what a newer server has added */
const word = (key: string, otherwise: string): string => (isKnown(key) ? i18n.t(`rows:${key}`) : inWords(otherwise));

/** `Task`, alone. */
export const kindName = (kind: string): string => word(`${kind}.name`, kind);
/** `the task`, as the object of a sentence. */
export const theRow = (kind: string): string => word(`${kind}.the`, kind);
/** `a task`, as the object of a sentence. */
export const aRow = (kind: string): string => word(`${kind}.a`, kind);
/** `12 tasks` */
export const countOfRows = (kind: string, count: number): string =>
  isKind(kind) ? i18n.t(`rows:${kind}.count`, { count }) : `${inWords(kind)}: ${count}`;
/** `Assigned to`, for `assigneeId` of a task. */
export const fieldName = (kind: string, field: string): string =>
  word(`${kind}.field.${field}`, field.replace(/(Minor|Id|Ids|At)$/, ''));
/** `In progress`, for `in_progress` as the status of a task. */
export const valueName = (kind: string, field: string, value: string): string =>
  word(`${kind}.value.${field}.${value}`, value);
