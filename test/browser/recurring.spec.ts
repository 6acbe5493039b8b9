import type { TestServer } from '../support/server.js';
import { addTask, openTab, visit } from './support/dashboard.js';
import { expect, test } from './support/test.js';

let server: TestServer;
test.beforeAll(({ server: shared }) => {
  server = shared;
});

test('a task repeats weekly, its rule is changed from it, and is stopped with a way back', async ({ context }) => {
  const page = await visit(context, `${server.url}/app/tasks`);
  await page.getByRole('button', { name: 'New task' }).click();
  const adding = page.getByRole('dialog', { name: 'New task' });
  await adding.getByLabel('Title').fill('Check the pool');
  await adding.getByRole('combobox', { name: 'Repeats' }).click();
  await page.getByRole('option', { name: 'Every week' }).click();
  await expect(adding.getByText('Choose a weekday')).toBeVisible();
  await adding.getByRole('checkbox', { name: 'Monday' }).press('Space');
  await expect(adding.getByText(/^Every week on Monday\. Next: Monday, /)).toBeVisible();
  await adding.getByRole('button', { name: 'Add task' }).click();
  const card = page.getByRole('listitem').filter({ hasText: 'Check the pool' });
  await expect(card.getByText('Recurring')).toBeVisible();

  await page.getByRole('button', { name: 'Actions for Check the pool' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  const editing = page.getByRole('dialog', { name: 'Edit task' });
  // Not saved: the form of the rule must leave this one alone.
  await editing.getByLabel('Room').fill('Spa');
  const writes: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PATCH') writes.push(new URL(request.url()).pathname.replace(/[\da-f-]{36}/, ':id'));
  });
  await editing.getByRole('button', { name: 'Change the rule' }).click();
  const rule = page.getByRole('dialog', { name: 'Change recurring tasks' });
  await rule.getByRole('checkbox', { name: 'Thursday' }).press('Space');
  await rule.getByRole('button', { name: 'Save' }).click();
  await expect(rule).toHaveCount(0);
  await expect(editing.getByText('Every week on Monday and Thursday')).toBeVisible();
  await expect(editing.getByLabel('Room')).toHaveValue('Spa');
  expect(writes).toEqual(['/tasks/recurrences/:id']);

  await editing.getByRole('button', { name: 'Stop repeating' }).click();
  await expect(editing.getByRole('combobox', { name: 'Repeats' })).toHaveValue('Does not repeat');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(editing.getByText('Every week on Monday and Thursday')).toBeVisible();
  await editing.getByRole('button', { name: 'Save' }).click();
  await expect(editing).toHaveCount(0);
  await expect(card.getByText('Spa')).toBeVisible();
});

test('filters are in the address, each of two quick ones, and a task that no longer fits leaves the board', async ({
  context,
}) => {
  const page = await visit(context, `${server.url}/app/tasks`);
  await addTask(page, 'Paint the fence');
  const card = page.getByRole('listitem').filter({ hasText: 'Paint the fence' });
  await page.getByRole('button', { name: 'Actions for Paint the fence' }).click();
  await page.getByRole('menuitem', { name: 'Assign to me' }).click();

  const search = page.getByRole('searchbox', { name: 'Search tasks' });
  const [assignee, due] = [
    page.getByRole('combobox', { name: 'Assigned to' }),
    page.getByRole('combobox', { name: 'Due' }),
  ];
  await search.fill('fence PAINT');
  await due.selectOption('Without due date');
  await assignee.selectOption('My tasks');
  const filtered = (url: URL) =>
    ['q=fence', 'due=none', 'assignee=me'].every((part) => url.search.includes(part)) && url.search.includes('PAINT');
  await page.waitForURL(filtered);
  await page.reload();
  await expect(page.getByRole('region', { name: 'Open', exact: true }).getByRole('listitem')).toHaveCount(1);
  await expect(card).toBeVisible();
  await expect(search).toHaveValue('fence PAINT');
  await expect(due).toHaveValue('none');
  await expect(assignee).toHaveValue('me');

  const other = await openTab(context, `${server.url}/app/tasks`);
  await other.getByRole('button', { name: 'Actions for Paint the fence' }).click();
  await other.getByRole('menuitem', { name: 'Unassign me' }).click();
  await expect(page.getByText('No tasks match the filters.').first()).toBeVisible();
  await expect(card).toHaveCount(0);

  // The fields follow the address, also with something half typed.
  await search.press('End');
  await search.pressSequentially(' and');
  await page.getByRole('link', { name: 'Tasks', exact: true }).first().click();
  await expect(search).toHaveValue('');
  await expect(card).toBeVisible();
  await search.pressSequentially('lift');
  await page.goBack();
  await expect(search).toHaveValue(/^fence PAINT/);
  await expect(assignee).toHaveValue('me');
});
