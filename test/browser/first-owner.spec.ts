import { startServer, type TestServer } from '../support/server.js';
import { violationsOf } from './support/axe.js';
import { live } from './support/dashboard.js';
import { MailServer } from './support/mail-server.js';
import { expect, test } from './support/test.js';

const mails = new MailServer();
let server: TestServer;
test.beforeAll(async () => {
  server = await startServer({ ...(await mails.start()), DEMO: 'false' });
});
test.afterAll(async () => {
  await server.stop();
  await mails.stop();
});

const PASSWORD = 'a lantern on the pier';

async function linkFor(address: string): Promise<string> {
  await expect.poll(() => mails.linkFor(address)).toBeTruthy();
  return `${server.url}${mails.linkFor(address)}`;
}

test('a first-time owner gets from sign-up to a colleague who sees their first booking live', async ({ browser }) => {
  const page = await (await browser.newContext({ timezoneId: 'Pacific/Auckland' })).newPage();
  await page.goto(`${server.url}/sign-up`);
  await page.getByLabel('Hotel group').fill('Nova Hotels');
  await page.getByLabel('Your name').fill('Nadia Nova');
  await page.getByLabel('Email').fill('nadia@nova.test');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Open account' }).click();
  await page.goto(await linkFor('nadia@nova.test'));
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Confirm and start' }).click();

  const place = page.getByRole('region', { name: 'Your first property' });
  await expect(place.getByRole('combobox', { name: 'Time zone' })).toHaveValue('Pacific/Auckland');
  await expect(place.getByRole('combobox', { name: 'Currency' })).toHaveValue(/^NZD/);
  await place.getByLabel('Name').fill('Nova Harbour');
  await place.getByLabel('City').fill('Auckland');
  await place.getByLabel('Rooms').fill('40');
  await place.getByRole('button', { name: 'Add property' }).click();
  await expect(place).toContainText('Added: Nova Harbour');

  const people = page.getByRole('region', { name: 'Invite your colleagues' });
  await people.getByLabel('Email addresses').fill('Ben Bay <ben@nova.test>, cy@nova.test');
  await people.getByRole('combobox', { name: 'Role' }).click();
  await page.getByRole('option', { name: 'Manager' }).click();
  await people.getByRole('button', { name: 'Send 2 invitations' }).click();
  await expect(people).toContainText('Sent to ben@nova.test and cy@nova.test');
  expect(await violationsOf(page)).toEqual([]);

  const colleague = await (await browser.newContext()).newPage();
  await colleague.goto(await linkFor('ben@nova.test'));
  await expect(colleague.getByLabel('Your name')).toHaveValue('Ben Bay');
  await colleague.getByLabel('Password').fill(PASSWORD);
  await colleague.getByRole('button', { name: 'Join Nova Hotels' }).click();
  await expect(live(colleague)).toBeVisible();
  await expect(colleague.getByRole('heading', { name: 'Finance' })).toBeVisible();

  await page.getByRole('link', { name: 'Add revenue' }).click();
  await page.getByRole('button', { name: 'New revenue' }).click();
  const form = page.getByRole('dialog', { name: 'New revenue' });
  await form.getByLabel('Amount').fill('420');
  await form.getByLabel('Description').fill('The first guest');
  await form.getByRole('button', { name: /^(Book|Add)/ }).click();
  await expect(colleague.getByRole('row').filter({ hasText: 'The first guest' })).toContainText('420');

  // The step that is left stays in view until the owner hides it.
  const checklist = page.getByRole('complementary', { name: 'Getting started' });
  await expect(checklist).toContainText('Next: Try it out');
  await expect(colleague.getByRole('complementary', { name: 'Getting started' })).toHaveCount(0);
  await checklist.getByRole('button', { name: 'Don’t show this again' }).click();
  await expect(checklist).toHaveCount(0);
});
