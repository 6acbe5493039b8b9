import { startServer, type TestServer } from '../support/server.js';
import { signIn } from './support/dashboard.js';
import { expect, test } from './support/test.js';

let server: TestServer;
test.beforeAll(async () => {
  server = await startServer();
});
test.afterAll(() => server.stop());

/** The current day in a time zone, as a German types it. */
const germanDay = (timeZone: string) =>
  new Date().toLocaleDateString('de-DE', { timeZone, day: '2-digit', month: '2-digit', year: 'numeric' });

test.describe('a German browser on the other side of the world', () => {
  // Yesterday or tomorrow there, whenever this runs.
  const timezoneId = new Date().getUTCHours() < 11 ? 'Etc/GMT+12' : 'Pacific/Kiritimati';
  test.use({ locale: 'de-DE', timezoneId });

  test('books what was typed, on the day of the property', async ({ context }) => {
    const page = await signIn(context, `${server.url}/app/finance`, 'manager@aurora.test');
    expect(germanDay(timezoneId)).not.toBe(germanDay('Europe/Lisbon'));
    await page.getByRole('button', { name: 'New revenue' }).click();
    const dialog = page.getByRole('dialog');
    const amount = dialog.getByLabel('Amount');
    await amount.fill('1,234.56');
    await dialog.getByLabel('Description').fill('Typed in Germany');
    await dialog.getByRole('button', { name: 'Add revenue' }).click();
    await expect(dialog.getByText('This can be read in several ways.')).toBeVisible();
    await amount.fill('1.234,56');
    await expect(dialog.getByText('1.234,56 €')).toBeVisible();
    await expect(dialog.getByLabel('Date')).toHaveValue(germanDay('Europe/Lisbon'));
    const booked = page.waitForResponse((response) => response.request().method() === 'POST');
    await dialog.getByRole('button', { name: 'Add revenue' }).click();
    expect(await (await booked).json()).toMatchObject({ amountMinor: 123_456, description: 'Typed in Germany' });
    await expect(page.getByRole('row', { name: 'Typed in Germany' })).toContainText('1.234,56 €');
  });
});
