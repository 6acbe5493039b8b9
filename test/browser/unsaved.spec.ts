import type { TestServer } from '../support/server.js';
import { addTask, banner, chooseInAccountMenu, openTab, outOfReach, visit } from './support/dashboard.js';
import { expect, test } from './support/test.js';

let server: TestServer;
test.beforeAll(({ server: shared }) => {
  server = shared;
});

test('what was typed survives a killed tab, and a save without a connection is sent once when it is back', async ({
  context,
}) => {
  const first = await visit(context, `${server.url}/app/tasks`);
  await first.getByRole('button', { name: 'New task' }).click();
  await first.getByRole('textbox', { name: 'Title' }).fill('Check the roof');
  const kept = () => first.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('bellhop-draft:')));
  await expect.poll(async () => (await kept()).length).toBe(1);
  const crashed = first.waitForEvent('crash');
  const devtools = await context.newCDPSession(first);
  // A crashed tab does not respond.
  void devtools.send('Page.crash').catch(() => undefined);
  await crashed;
  await first.close();

  const page = await openTab(context, `${server.url}/app/tasks`);
  await page.getByRole('button', { name: 'New task' }).click();
  const form = page.getByRole('dialog', { name: 'New task' });
  await expect(form.getByText(/^Draft of/)).toBeVisible();
  await expect(form.getByRole('textbox', { name: 'Title' })).toHaveValue('');
  await form.getByRole('button', { name: 'Restore' }).click();
  await expect(form.getByRole('textbox', { name: 'Title' })).toHaveValue('Check the roof');
  await expect(form.getByText(/^Draft of/)).toHaveCount(0);
  await form.getByRole('button', { name: 'Add task' }).click();
  await expect(form).toHaveCount(0);
  await page.getByRole('button', { name: 'New task' }).click();
  await expect(form.getByRole('textbox', { name: 'Title' })).toHaveValue('');
  await expect(form.getByText(/^Draft of/)).toHaveCount(0);

  // Offline one types on; only the save waits.
  await form.getByRole('textbox', { name: 'Title' }).fill('Count the towels');
  await context.setOffline(true);
  await expect(banner(page)).toContainText('You are offline');
  await expect(outOfReach(form)).toHaveCount(0);
  await form.getByRole('textbox', { name: 'Title' }).press('End');
  await form.getByRole('textbox', { name: 'Title' }).pressSequentially(' twice');
  await form.getByRole('button', { name: 'Add task' }).click();
  await expect(form).toHaveCount(0);
  await page.getByRole('button', { name: '1 change not saved' }).click();
  const list = page.getByRole('dialog', { name: 'Not saved yet' });
  await expect(list).toContainText('1 change waits for the connection');
  await expect(list).toContainText('Count the towels twice');
  await page.keyboard.press('Escape');
  const posts: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/tasks')) posts.push(request.url());
  });
  await context.setOffline(false);
  await expect(page.getByText('Count the towels twice', { exact: true })).toHaveCount(1);
  await expect(page.getByRole('button', { name: /not saved/ })).toHaveCount(0);
  expect(posts).toHaveLength(1);

  // A sign-out ends the form of the other tab, too, so it asks.
  await page.getByRole('button', { name: 'New task' }).click();
  await form.getByRole('textbox', { name: 'Title' }).fill('Half a thought');
  const other = await openTab(context, `${server.url}/app/tasks`);
  await expect.poll(() => other.evaluate(() => Object.keys(localStorage).join())).toContain('bellhop-draft:');
  await chooseInAccountMenu(other, 'Sign out');
  await expect(other.getByRole('dialog', { name: '1 change not saved' })).toBeVisible();
  await other.getByRole('button', { name: 'Stay signed in' }).click();
  await expect(form.getByRole('textbox', { name: 'Title' })).toHaveValue('Half a thought');
});

test('without a connection a status and a deletion wait, are shown, can be taken back, and a conflict is a choice', async ({
  browser,
}) => {
  const mine = await browser.newContext();
  const page = await visit(mine, `${server.url}/app/tasks`);
  const other = await visit(await browser.newContext(), `${server.url}/app/tasks`, 'manager@aurora.test');
  for (const title of ['Air the suite', 'Polish the brass', 'Sort the keys']) await addTask(page, title);
  await expect(other.getByText('Sort the keys', { exact: true })).toHaveCount(1);
  const card = (title: string) => page.getByRole('listitem').filter({ hasText: title });
  const remove = async (title: string) => {
    await page.getByRole('button', { name: `Actions for ${title}` }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
  };

  await mine.setOffline(true);
  await expect(banner(page)).toContainText('You are offline');
  await page.getByRole('button', { name: 'Start: Air the suite' }).click();
  await page.getByRole('button', { name: 'Complete: Air the suite' }).click();
  await page.getByRole('button', { name: 'Start: Polish the brass' }).click();
  await expect(card('Polish the brass').getByRole('img', { name: 'Not saved yet' })).toBeVisible();
  await remove('Sort the keys');
  await expect(card('Sort the keys')).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(card('Sort the keys')).toHaveCount(1);
  await remove('Sort the keys');
  await expect(page.getByRole('button', { name: '4 changes not saved' })).toBeVisible();

  // Meanwhile somebody else completes what was started here.
  await other.getByRole('button', { name: 'Start: Polish the brass' }).click();
  await other.getByRole('button', { name: 'Complete: Polish the brass' }).click();
  await expect(other.getByRole('button', { name: 'Complete: Polish the brass' })).toHaveCount(0);

  await mine.setOffline(false);
  await expect(other.getByText('Sort the keys', { exact: true })).toHaveCount(0);
  await expect(other.getByRole('button', { name: /(Start|Complete): Air the suite/ })).toHaveCount(0);
  await page.getByRole('button', { name: '1 change not saved' }).click();
  const list = page.getByRole('dialog', { name: 'Not saved yet' });
  await expect(list).toContainText('Tiago Ferraz has changed it to Status: done');
  await list.getByRole('button', { name: 'Use mine: Status: in_progress' }).click();
  await expect(other.getByRole('button', { name: 'Complete: Polish the brass' })).toBeVisible();
  await expect(page.getByRole('button', { name: /not saved/ })).toHaveCount(0);
});
