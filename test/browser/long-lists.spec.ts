import type { Page } from '@playwright/test';
import { startServer, type TestServer } from '../support/server.js';
import { PASSWORD, visit } from './support/dashboard.js';
import { expect, test } from './support/test.js';

let server: TestServer;
test.beforeAll(async () => {
  server = await startServer();
});
test.afterAll(() => server.stop());

const ROWS = 200;

/** Books as a colleague does. */
async function colleague(): Promise<(description: string) => Promise<void>> {
  const send = async <Answer>(method: string, path: string, token = '', body?: object): Promise<Answer> => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
    const response = await fetch(server.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    expect(response.ok).toBe(true);
    return (await response.json()) as Answer;
  };
  const login = { email: 'manager@aurora.test', password: PASSWORD };
  const { accessToken } = await send<{ accessToken: string }>('POST', '/auth/login', '', login);
  const { items } = await send<{ items: { propertyId: string }[] }>('GET', '/properties', accessToken);
  return async (description) => {
    const booking = { propertyId: items[0]?.propertyId, description, amountMinor: 12_300, currency: 'EUR' };
    await send('POST', '/finance/revenues', accessToken, { ...booking, category: 'room' });
  };
}

/** Counts the amounts that are written, in the page: each row that is rendered writes its own. */
declare const counted: { amounts: number };
const countAmounts = (page: Page) =>
  page.addInitScript(() => {
    const { prototype } = Intl.NumberFormat;
    const format = Object.getOwnPropertyDescriptor(prototype, 'format')?.get;
    Object.assign(globalThis, { counted: { amounts: 0 } });
    Object.defineProperty(prototype, 'format', {
      get(this: Intl.NumberFormat) {
        counted.amounts += 1;
        return format?.call(this) as unknown;
      },
    });
  });

test('of a long table only what is in sight costs work, and what is being read stays where it is', async ({
  context,
}) => {
  const book = await colleague();
  for (let n = 1; n <= ROWS; n += 1) await book(`Number ${n}`);
  const entrance = await visit(context, `${server.url}/app/tasks`);
  await entrance.close();
  const page = await context.newPage();
  await countAmounts(page);
  await page.goto(`${server.url}/app/finance`);
  const table = page.getByRole('table', { name: 'Revenues' });
  const rows = table.locator('tbody').getByRole('row');
  await expect(rows.first()).toBeVisible();
  while ((await rows.count()) < ROWS) {
    const before = await rows.count();
    await page.getByRole('button', { name: 'Show more' }).click();
    await expect.poll(() => rows.count()).toBeGreaterThan(before);
  }

  await test.step('it is a table to screen readers', async () => {
    await expect(table.getByRole('columnheader')).toHaveText([
      'Date',
      'Property',
      'Category',
      'Description',
      'Amount',
      'Actions',
    ]);
    const row = table.getByRole('row', { name: 'Number 100' });
    await expect(row.getByRole('cell')).toHaveCount(6);
  });

  const isLaidOut = (text: string) =>
    page
      .getByText(text, { exact: true })
      .evaluate((element) => element.checkVisibility({ contentVisibilityAuto: true }));
  await test.step('rows out of sight are not laid out, and can be found', async () => {
    await page.getByText(`Number ${ROWS}`, { exact: true }).scrollIntoViewIfNeeded();
    await expect.poll(() => isLaidOut(`Number ${ROWS}`)).toBe(true);
    await expect.poll(() => isLaidOut('Number 20')).toBe(false);
    // @ts-expect-error Chromium, Firefox and Safari have it; no standard does.
    expect(await page.evaluate(() => window.find('Number 100') as boolean)).toBe(true);
  });

  await test.step('rows that arrive above move nothing', async () => {
    const read = page.getByText('Number 100', { exact: true });
    await read.scrollIntoViewIfNeeded();
    const topOf = () => read.evaluate((element) => Math.round(element.getBoundingClientRect().top));
    // Rows that come near are laid out in the next frames, and what is read is put back to its place.
    const laidOut = () =>
      page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    await laidOut();
    const before = await topOf();
    for (const name of ['First above', 'Second above']) {
      await book(name);
      await expect(page.getByText(name, { exact: true })).toHaveCount(1);
    }
    await laidOut();
    expect(await topOf()).toBe(before);
  });

  await test.step('on paper are all rows under their heads, and nothing to press', async () => {
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await isLaidOut(`Number ${ROWS}`)).toBe(true);
    expect(await isLaidOut('Number 20')).toBe(true);
    await expect(table.getByRole('columnheader')).toHaveText(['Date', 'Property', 'Category', 'Description', 'Amount']);
    await expect(page.getByText('The list goes on')).toBeVisible();
    await expect(page.getByRole('navigation')).toHaveCount(0);
    await expect(page.getByRole('button')).toHaveCount(0);
    await expect(table.getByText('Number 20', { exact: true })).toHaveCSS('color', 'rgb(0, 0, 0)');
    await page.emulateMedia({ media: null, colorScheme: null });
  });

  const amountsDuring = async (step: () => Promise<void>): Promise<number> => {
    const before = await page.evaluate(() => counted.amounts);
    await step();
    return (await page.evaluate(() => counted.amounts)) - before;
  };
  await test.step('an event renders its own row, and a form with its keys none', async () => {
    // Sums, chart and form write some as well.
    const arriving = await amountsDuring(async () => {
      await book('Third above');
      await expect(page.getByText('Third above', { exact: true })).toHaveCount(1);
    });
    expect(arriving).toBeLessThan(ROWS);
    const typing = await amountsDuring(async () => {
      await page.keyboard.press('n');
      const field = page.getByRole('dialog').getByLabel('Description');
      await field.pressSequentially('Breakfast');
      await expect(field).toHaveValue('Breakfast');
    });
    expect(typing).toBeLessThan(ROWS);
  });
});
