import { type ActivityAction, type FieldChange, titleOf } from '@bellhop/hotel';
import type { Schema } from '@bellhop/protocol';
import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/database.js';
import { newRowId } from '../database/row-id.js';
import type { RowWrite } from '../database/row-writes.js';
import { Template } from '../database/template.js';
import { concernedBy, type Reader, type RowAudience } from '../tenancy/row-audience.js';
import { changesBetween, fieldsOf } from './field-changes.js';

/** Rows of one kind, as the log describes them. */
export interface LoggedKind {
  /** `task`. */
  readonly name: string;
  /** Name of the id's field in a row. */
  readonly id: string;
  /** Describes a row as clients see it. */
  readonly schema: Schema<unknown>;
  /** Who may read the entries. `undefined`: every role. */
  readonly roles: ReadonlySet<string> | undefined;
  /** Whom the rows, and so their entries, are shown to. `undefined`: to every one of `roles`, within their properties. */
  readonly audience: RowAudience | undefined;
}

/** Kinds whose entries somebody may read. */
export interface ReadableKinds {
  /** Those of the properties that the reader may see. */
  readonly shared: readonly string[];
  /** Those that concern the reader. */
  readonly personal: readonly string[];
}

/** Who writes. `userId`: null for the application itself. */
export interface Actor {
  readonly orgId: string;
  readonly userId: string | null;
}

/** Builds the entries of one kind of row, to be written with the rows. Rows are given as clients see them. */
export interface KindLog {
  created(by: Actor, row: object): readonly RowWrite[];
  /** @param changed the fields that the writer changed. @default all that differ */
  updated(by: Actor, before: object, after: object, changed?: readonly string[]): readonly RowWrite[];
  deleted(by: Actor, row: object): readonly RowWrite[];
}

type Row = Readonly<Record<string, unknown>>;

const COLUMNS = [
  ...([
    'org_id uuid',
    'activity_id uuid',
    'actor_id uuid',
    'resource text',
    'row_id uuid',
    'property_id uuid',
    'concerns uuid[]',
  ] as const),
  ...(['title text', 'action text', 'changes jsonb'] as const),
].map((column) => column.split(' ') as [name: string, type: string]);

/** The time is the database's, which all instances share. */
const ENTRY = new Template(
  COLUMNS.length,
  (place, source) =>
    `insert into "activity" ("at", ${COLUMNS.map(([name]) => `"${name}"`).join(', ')})
    select now(), ${COLUMNS.map(([, type], index) => `${place(index + 1)}::${type}`).join(', ')} from ${source} returning 1`,
);
const ENTRY_ALONE = ENTRY.render((n) => `$${n}`, '(select 1) as ready');

const LONGEST_TITLE = 200;

/** Records how rows change: who created, changed and deleted which, together with the rows. */
@Injectable()
export class ActivityLog {
  readonly #kinds = new Map<string, LoggedKind>();

  /** Registers a kind of row. Call before the application has started. */
  of(kind: LoggedKind): KindLog {
    this.#kinds.set(kind.name, kind);
    const { name, id, schema, audience } = kind;
    const entry = ({ orgId, userId }: Actor, action: ActivityAction, row: Row, changes: readonly FieldChange[]) => ({
      template: ENTRY,
      params: [
        ...[orgId, newRowId(), userId, name, row[id]],
        ...[row['propertyId'] ?? null, audience ? concernedBy(audience, row) : null],
        ...[titleIn(schema, row), action, JSON.stringify(changes)],
      ],
    });
    return {
      created: (by, row) => [
        entry(by, 'created', row as Row, changesBetween(undefined, row as Row, fieldsOf(row as Row, id))),
      ],
      deleted: (by, row) => [
        entry(by, 'deleted', row as Row, changesBetween(row as Row, undefined, fieldsOf(row as Row, id))),
      ],
      updated: (by, before, after, changed) => {
        const [was, is] = [before as Row, after as Row];
        const changes = changesBetween(was, is, changed ?? fieldsOf(is, id));
        if (was['propertyId'] === is['propertyId'] || id === 'propertyId') return [entry(by, 'updated', is, changes)];
        return [
          entry(
            by,
            'moved_away',
            was,
            changes.map((change) => onlyPlace(change, 'after')),
          ),
          entry(
            by,
            'moved_here',
            is,
            changes.map((change) => onlyPlace(change, 'before')),
          ),
        ];
      },
    };
  }

  /** Names of the kinds whose entries somebody may read. */
  readableBy({ role }: Reader): ReadableKinds {
    const kinds = [...this.#kinds.values()].filter(({ roles }) => roles?.has(role) ?? true);
    return {
      shared: kinds.filter(({ audience }) => audience?.all.has(role) ?? true).map(({ name }) => name),
      personal: kinds.filter(({ audience }) => audience !== undefined).map(({ name }) => name),
    };
  }
}

/** Writes entries in a transaction of several statements; a plan has them among its writes instead. */
export async function writeEntries(tx: Tx, entries: readonly RowWrite[]): Promise<void> {
  for (const { params } of entries) await tx.run(ENTRY_ALONE, params, 'object');
}

function titleIn(schema: Schema<unknown>, row: Row): string | null {
  const title = titleOf(schema, row);
  return title && [...title].slice(0, LONGEST_TITLE).join('');
}

/** Leaves out what belongs to the other property of a move, except which one it is. */
const onlyPlace = (change: FieldChange, other: 'before' | 'after'): FieldChange =>
  change.field === 'propertyId' ? change : { ...change, [other]: null };
