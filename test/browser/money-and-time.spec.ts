import { readFileSync } from 'node:fs';
import type { TestServer } from '../support/server.js';
import { PASSWORD } from './support/dashboard.js';
import { expect, test } from './support/test.js';

let server: TestServer;
test.beforeAll(({ server: shared }) => {
  server = shared;
});

type Messages = Readonly<Record<string, string | undefined>>;

const messages = (language: string, namespace: string) =>
  JSON.parse(readFileSync(`libs/hotel/messages/${language}/${namespace}.json`, 'utf8')) as Messages;

/** Returns a message as a German browser shows it: in English until it is translated. */
function german(namespace: string, key: string, count?: number): string {
  const found = messages('de', namespace)[key] ?? messages('en', namespace)[key];
  if (found === undefined) throw new Error(`no message ${namespace}:${key}`);
  return found.replace('{{count}}', String(count));
}

const finance = (key: string, count?: number) => german('finance', key, count);

/** The current day in a time zone, as a German types it. */
const germanDay = (timeZone: string) =>
  new Date().toLocaleDateString('de-DE', { timeZone, day: '2-digit', month: '2-digit', year: 'numeric' });

test.describe('a German browser on the other side of the world', () => {
  // Yesterday or tomorrow there, whenever this runs.
  const timezoneId = new Date().getUTCHours() < 11 ? 'Etc/GMT+12' : 'Pacific/Kiritimati';
  test.use({ locale: 'de-DE', timezoneId });

  test('books what was typed, on the day of the property', async ({ context }) => {
    const page = await context.newPage();
    await page.goto(`${server.url}/app/finance`);
    await page.getByLabel('E-Mail').fill('manager@aurora.test');
    await page.locator('input[type=password]').fill(PASSWORD);
    await page.locator('button[type=submit]').click();
    expect(germanDay(timezoneId)).not.toBe(germanDay('Europe/Lisbon'));
    const before = germanDay('Europe/Lisbon');
    await page.getByRole('button', { name: finance('newRevenue') }).click();
    const dialog = page.getByRole('dialog');
    const amount = dialog.getByLabel(finance('amount'));
    await amount.fill('1,234.56');
    await dialog.getByLabel(finance('description')).fill('Typed in Germany');
    await dialog.getByRole('button', { name: finance('addRevenue') }).click();
    await expect(dialog.getByRole('button', { name: '1.234,56 €' })).toBeVisible();
    await amount.fill('1.234,56');
    await expect(dialog.getByText('1.234,56 €')).toBeVisible();
    await expect(dialog.getByLabel(finance('date'))).toHaveValue(
      // It may be midnight there.
      new RegExp(`^(?:${before}|${germanDay('Europe/Lisbon')})$`),
    );
    const booked = page.waitForResponse((response) => response.request().method() === 'POST');
    await dialog.getByRole('button', { name: finance('addRevenue') }).click();
    expect(await (await booked).json()).toMatchObject({ amountMinor: 123_456, description: 'Typed in Germany' });
    await expect(page.getByRole('row', { name: 'Typed in Germany' })).toContainText('1.234,56 €');

    // Filters hold for sums and list alike, and are in the address.
    await page.getByRole('button', { name: finance('filters'), exact: true }).click();
    await page.getByRole('searchbox', { name: finance('search') }).fill('typed in germany');
    const onlyThis = async () => {
      await expect(page.getByRole('table', { name: finance('revenues') }).getByRole('row')).toHaveCount(2);
      await expect(page.getByText('1.235 €').first()).toBeVisible();
      await expect(page.getByRole('button', { name: finance('export_one', 1) })).toBeEnabled();
    };
    await onlyThis();
    await expect(page).toHaveURL(/[?&]q=typed/);
    await page.reload();
    await onlyThis();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: finance('export_one', 1) }).click();
    const stream = await (await download).createReadStream();
    const text = Buffer.concat(await stream.toArray()).toString('utf8');
    expect(text).toContain(',Typed in Germany,1234.56,EUR,');
  });
});
