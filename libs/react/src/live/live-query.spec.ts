import { expect, it } from '@jest/globals';
import type { Expense, Task } from '@bellhop/contracts';
import { defineLiveAggregate } from './live-aggregate.js';
import { defineLiveQuery, type LiveQuery } from './live-query.js';

const compare = (): number => 0;

it('takes its rows from the events it names', () => {
  const expenses = defineLiveQuery({
    domain: 'finance',
    name: 'expenses',
    path: '/finance/expenses',
    id: 'expenseId',
    events: { ExpenseCreated: 'create', ExpenseUpdated: 'put', ExpenseDeleted: 'remove' },
    accepts: (expense, { vendor }: { readonly vendor?: string }) => vendor === undefined || expense.vendor === vendor,
    compare: (a, b) => a.occurredOn.localeCompare(b.occurredOn),
  });
  const typed: LiveQuery<Expense, { readonly vendor?: string }> = expenses;
  expect(typed).toMatchObject({ domain: 'finance', name: 'expenses', pageSize: 50 });
  expect([...typed.effects]).toEqual([
    ['ExpenseCreated', 'create'],
    ['ExpenseUpdated', 'put'],
    ['ExpenseDeleted', 'remove'],
  ]);
  expect(typed.idOf({ expenseId: '7' } as Expense)).toBe('7');
});

it('shows every row in every view unless told otherwise', () => {
  const tasks: LiveQuery<Task> = defineLiveQuery({
    domain: 'tasks',
    name: 'tasks',
    path: '/tasks',
    id: 'taskId',
    events: { TaskCreated: 'create' },
    compare,
  });
  expect(tasks.accepts({} as Task, {})).toBe(true);
});

/** Checked by the compiler alone. */
export function mistakes(): void {
  const tasks = { domain: 'tasks', name: 'tasks', path: '/tasks', compare } as const;
  // @ts-expect-error the domain raises no such event
  defineLiveQuery({ ...tasks, id: 'taskId', events: { TaskCreated: 'put', RevenueCreated: 'put' } });
  // @ts-expect-error the rows have no such field
  defineLiveQuery({ ...tasks, id: 'revenueId', events: { TaskCreated: 'put' } });
  // @ts-expect-error rows are told apart by text
  defineLiveQuery({ ...tasks, id: 'version', events: { TaskCreated: 'put' } });
  // @ts-expect-error events have no such effect
  defineLiveQuery({ ...tasks, id: 'taskId', events: { TaskCreated: 'insert' } });
  // @ts-expect-error the domain raises no such event
  defineLiveAggregate({ domain: 'tasks', name: 'summary', path: '/tasks/summary', events: ['RevenueCreated'] });
}
