import { startServer, type TestServer } from '../support/server.js';
import { banner, chooseInAccountMenu, openTab, outOfReach, signIn } from './support/dashboard.js';
import { expect, test } from './support/test.js';

let server: TestServer;
test.beforeAll(async () => {
  server = await startServer();
});
test.afterAll(() => server.stop());

test('what was typed survives a killed tab, and a save without a connection is sent once when it is back', async ({
  context,
}) => {
  const first = await signIn(context, `${server.url}/app/tasks`);
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
