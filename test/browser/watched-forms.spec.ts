import { startServer, type TestServer } from '../support/server.js';
import { PASSWORD, visit } from './support/dashboard.js';
import { expect, test } from './support/test.js';

let server: TestServer;
test.beforeAll(async () => {
  server = await startServer();
});
test.afterAll(() => server.stop());

type Body = Readonly<Record<string, unknown>>;

/** Calls the server as the owner does in another window. */
async function elsewhere() {
  const send = async (method: string, path: string, body?: Body, token?: string): Promise<Body> => {
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? {} : ((await response.json()) as Body);
  };
  const signedIn = await send('POST', '/auth/login', { email: 'owner@aurora.test', password: PASSWORD });
  return (method: string, path: string, body?: Body) => send(method, path, body, String(signedIn['accessToken']));
}

/** Every form of a row, with a change of a field and the field's name in the form. */
const FORMS: readonly {
  readonly page: string;
  readonly path: string;
  readonly id: string;
  readonly row: (propertyId: string) => Body;
  readonly change: Body;
  readonly named: RegExp;
}[] = [
  {
    ...{
      page: '/app/tasks',
      path: '/tasks',
      id: 'taskId',
      change: { description: 'By the stairs' },
      named: /description/i,
    },
    row: (propertyId) => ({ propertyId, title: 'Watched' }),
  },
  ...[
    { path: '/finance/revenues', id: 'revenueId', category: 'room' },
    { path: '/finance/expenses', id: 'expenseId', category: 'other' },
  ].map(({ category, ...route }) => ({
    ...{
      ...route,
      page: `/app/finance?tab=${route.path.split('/').at(-1) ?? ''}`,
      change: { amountMinor: 4_200 },
      named: /amount/i,
    },
    row: (propertyId: string) => ({ propertyId, category, amountMinor: 100, currency: 'EUR', description: 'Watched' }),
  })),
  {
    ...{ page: '/app/users', path: '/users', id: 'userId', change: { role: 'manager' }, named: /access/i },
    row: (propertyId) => ({ email: 'watched@aurora.test', name: 'Watched', role: 'staff', propertyIds: [propertyId] }),
  },
  {
    ...{ page: '/app/properties', path: '/properties', id: 'propertyId', change: { rooms: 77 }, named: /rooms/i },
    row: () => ({ name: 'Watched', city: 'Porto', timezone: 'Europe/Lisbon', currency: 'EUR', rooms: 5 }),
  },
];

test('every form says at once who changed its row, and who deleted it', async ({ context }) => {
  const call = await elsewhere();
  const { items } = (await call('GET', '/properties')) as { readonly items?: readonly Body[] };
  const propertyId = String(items?.[0]?.['propertyId']);
  const page = await visit(context, `${server.url}/app/tasks`);
  for (const form of FORMS) {
    await test.step(form.path, async () => {
      const row = await call('POST', form.path, form.row(propertyId));
      const path = `${form.path}/${String(row[form.id])}`;
      await page.goto(`${server.url}${form.page}`);
      await page.getByRole('button', { name: /^Actions for .*Watched/ }).click();
      await page.getByRole('menuitem', { name: 'Edit' }).click();
      const dialog = page.getByRole('dialog');
      await expect(dialog).toBeVisible();
      await call('PATCH', path, form.change);
      await expect(dialog.getByRole('status').filter({ hasText: 'changed' })).toContainText(form.named);
      await call('DELETE', path);
      await expect(dialog.getByRole('alert')).toContainText('deleted this');
    });
  }
});

test('a form, and then the list of drafts, say at once that the row is no longer shown, and the text can be copied', async ({
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const call = await elsewhere();
  const page = await visit(context, `${server.url}/app/tasks`, 'staff@aurora.test');
  const people = (await call('GET', '/users?limit=100')) as { readonly items?: readonly Body[] };
  const staff = people.items?.find(({ email }) => email === 'staff@aurora.test');
  const [here] = staff?.['propertyIds'] as readonly string[];
  const houses = (await call('GET', '/properties')) as { readonly items?: readonly Body[] };
  const elsewhereId = houses.items?.map(({ propertyId }) => propertyId).find((id) => id !== here);
  const rightsIn = (propertyId: unknown) =>
    call('PATCH', `/users/${String(staff?.['userId'])}`, { propertyIds: [propertyId] });
  await call('POST', '/tasks', { propertyId: here, title: 'Guarded' });
  const deleted = await call('POST', '/tasks', { propertyId: elsewhereId, title: 'Doomed' });
  const type = async (title: string, text: string) => {
    await page.getByRole('button', { name: `Actions for ${title}` }).click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Description' }).fill(text);
  };
  const copied = () => page.evaluate(() => navigator.clipboard.readText());

  await type('Guarded', 'Half a thought');
  await rightsIn(elsewhereId);
  const form = page.getByRole('dialog');
  await expect(form.getByRole('alert')).toContainText('You may no longer see this.');
  await form.getByRole('button', { name: 'Copy the text' }).click();
  expect(await copied()).toContain('Half a thought');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: '1 change not saved' }).click();
  const list = page.getByRole('dialog', { name: 'Not saved yet' });
  await expect(list.getByRole('status')).toContainText('This was deleted, or you may no longer see it.');
  await expect(list.getByRole('button', { name: 'Open' })).toHaveCount(0);
  await list.getByRole('button', { name: 'Copy the text' }).click();
  expect(await copied()).toContain('Half a thought');
  await list.getByRole('button', { name: 'Discard' }).click();
  await expect(list).toHaveCount(0);

  await type('Doomed', 'Another thought');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '1 change not saved' }).click();
  await expect(list.getByRole('button', { name: 'Open' })).toBeVisible();
  const path = `/tasks/${String(deleted['taskId'])}`;
  await call('PATCH', path, { room: '12' });
  await expect(list.getByRole('status')).toContainText('has changed this since.');
  await call('DELETE', path);
  await expect(list.getByRole('status')).toContainText('deleted this in the meantime.');
  await expect(list.getByRole('button', { name: 'Open' })).toHaveCount(0);
});
