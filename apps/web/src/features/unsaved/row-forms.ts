import type { Property, Recurrence, Role, Task, User } from '@bellhop/hotel';
import type { VersionedRow } from '@bellhop/client';
import { type LiveQuery, useWatchedRow, type ViewParameters, type WatchedRow } from '@bellhop/react';
import { type ComponentType, createElement, type FunctionComponent } from 'react';
import { users } from '../../people/live.js';
import { loadedComponent } from '../../ui/loaded-component.js';
import type { OpenForm } from '../finance/booking-form.js';
import { expenses, revenues } from '../finance/live.js';
import { properties } from '../properties/live.js';
import { recurrences, tasks } from '../tasks/live.js';

/** A form that can be opened from anywhere. */
export interface RowFormEntry {
  /** The kind of row: `task`. */
  readonly kind: string;
  readonly path: string;
  /** Watches one of the rows. */
  readonly useRow: (rowId: string | undefined) => WatchedRow<VersionedRow>;
  /** Who may add and change any row. @default everyone who sees them */
  readonly writers?: readonly Role[];
  readonly Form: FunctionComponent<{ readonly row: never; readonly role: Role; readonly onClose: () => void }>;
}

interface FormProps<Row> {
  readonly row: Row | undefined;
  readonly role: Role;
  readonly onClose: () => void;
}

const formOf = <Row, Props extends object>(
  load: () => Promise<{ readonly default: ComponentType<Props> }>,
  propsOf: (props: FormProps<Row>) => Props,
) =>
  loadedComponent(async () => {
    const { default: Form } = await load();
    return { default: (props: FormProps<Row>) => createElement(Form, propsOf(props)) };
  });

/** The rows of an entry. */
function entryOf<Row extends VersionedRow, View extends ViewParameters>(rows: LiveQuery<Row, View>) {
  const useRow = (rowId: string | undefined): WatchedRow<VersionedRow> => useWatchedRow(rows, rowId);
  return { path: rows.path, useRow };
}

const bookingForm = (kind: OpenForm['kind']) =>
  formOf(
    () => import('../finance/booking-form.js'),
    ({ row, onClose }: FormProps<OpenForm['row']>) => ({ form: { kind, ...(row && { row }) } as OpenForm, onClose }),
  );

/** The forms of rows, by the rows' name. */
export const ROW_FORMS: Readonly<Partial<Record<string, RowFormEntry>>> = {
  revenues: { kind: 'revenue', ...entryOf(revenues), Form: bookingForm('revenue') },
  expenses: { kind: 'expense', ...entryOf(expenses), Form: bookingForm('expense') },
  tasks: {
    kind: 'task',
    ...entryOf(tasks),
    Form: formOf(
      () => import('../tasks/task-form.js'),
      ({ row, onClose }: FormProps<Task>) => ({ task: row, onClose }),
    ),
  },
  recurrences: {
    kind: 'recurrence',
    ...entryOf(recurrences),
    Form: formOf(
      () => import('../tasks/recurrence-form.js'),
      ({ row, onClose }: FormProps<Recurrence>) => ({ recurrence: row, onClose }),
    ),
  },
  users: {
    kind: 'user',
    ...entryOf(users),
    writers: ['owner'],
    Form: formOf(
      () => import('../users/user-form.js'),
      ({ row, role, onClose }: FormProps<User>) => ({ user: row, nameOnly: role !== 'owner', onClose }),
    ),
  },
  properties: {
    kind: 'property',
    ...entryOf(properties),
    writers: ['owner'],
    Form: formOf(
      () => import('../properties/property-form.js'),
      ({ row, onClose }: FormProps<Property>) => ({ property: row, onClose }),
    ),
  },
};

/** The form of a kind of row that this role may add and change. */
export const rowFormFor = (kind: string, role: Role): RowFormEntry | undefined =>
  Object.values(ROW_FORMS).find((entry) => entry?.kind === kind && (entry.writers?.includes(role) ?? true));
