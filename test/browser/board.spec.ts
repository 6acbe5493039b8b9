import type { Locator, Page } from '@playwright/test';
import type { TestServer } from '../support/server.js';
import { addTask, openBrowser, openTab, visit } from './support/dashboard.js';
import { expect, test } from './support/test.js';

let server: TestServer;
test.beforeAll(({ server: shared }) => {
  server = shared;
});

const column = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });
const cardIn = (page: Page, name: string, title: string): Locator =>
  column(page, name).getByRole('listitem').filter({ hasText: title });

async function middleOf(thing: Locator): Promise<{ x: number; y: number }> {
  const box = await thing.boundingBox();
  if (!box) throw new Error('it is not on the page');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

test('a task dragged to another column by mouse moves in the other window too', async ({ browser }) => {
  const [page, other] = await Promise.all([
    openBrowser(browser, `${server.url}/app/tasks`),
    openBrowser(browser, `${server.url}/app/tasks`, 'staff@aurora.test'),
  ]);
  await addTask(page, 'Carry me over');
  await expect(cardIn(other, 'Open', 'Carry me over')).toHaveCount(1);

  const title = cardIn(page, 'Open', 'Carry me over').getByRole('heading');
  await title.scrollIntoViewIfNeeded();
  const from = await middleOf(title);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 20, from.y + 5, { steps: 3 });
  const to = await middleOf(column(page, 'In progress'));
  await page.mouse.move(to.x, from.y, { steps: 8 });
  await expect(column(page, 'In progress')).toHaveAttribute('data-over', 'true');
  await page.mouse.up();
  for (const window of [page, other]) {
    await expect(cardIn(window, 'In progress', 'Carry me over')).toHaveCount(1);
    await expect(cardIn(window, 'Open', 'Carry me over')).toHaveCount(0);
  }
});

test('a task moves by keyboard with screen reader announcements, and Escape cancels', async ({ context }) => {
  const page = await visit(context, `${server.url}/app/tasks`);
  await addTask(page, 'By the keys');
  const handle = page.getByRole('button', { name: 'Move: By the keys' });
  const said = page.locator('[aria-live="assertive"]');
  await expect(handle).toHaveAccessibleDescription(/^Press Space to pick up the task/);
  const pickUp = async (): Promise<void> => {
    await page.keyboard.press('Space');
    await expect(said).toHaveText('“By the keys” is over Open.');
    // The board starts listening for arrow keys in a later task, before the second frame.
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  };

  await handle.focus();
  await pickUp();
  await page.keyboard.press('ArrowRight');
  await expect(column(page, 'In progress')).toHaveAttribute('data-over', 'true');
  await page.keyboard.press('Escape');
  await expect(said).toHaveText('“By the keys” stays in Open.');
  await expect(cardIn(page, 'Open', 'By the keys')).toHaveCount(1);

  await handle.focus();
  await pickUp();
  for (const name of ['In progress', 'Done']) {
    await page.keyboard.press('ArrowRight');
    await expect(said).toHaveText(`“By the keys” is over ${name}.`);
  }
  await page.keyboard.press('Space');
  await expect(cardIn(page, 'Done', 'By the keys')).toHaveCount(1);
  await expect(cardIn(page, 'Open', 'By the keys')).toHaveCount(0);
  // Whoever moves cards by keyboard goes on from this one.
  await expect(handle).toBeFocused();
  await page.reload();
  await expect(cardIn(page, 'Done', 'By the keys')).toHaveCount(1);
});

test('the board is used by menu before the code that drags cards is there, and keeps the focus when it arrives', async ({
  context,
}) => {
  const { promise: wanted, resolve: arrive } = Promise.withResolvers<undefined>();
  await context.route('**/assets/card-dragging-*.js', async (route) => {
    await wanted;
    await route.continue();
  });
  const page = await visit(context, `${server.url}/app/tasks`);
  await addTask(page, 'Before the rest');
  const actions = page.getByRole('button', { name: 'Actions for Before the rest' });
  await actions.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'In progress' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);
  await expect(actions).toBeFocused();
  await actions.click();
  // Who presses Escape before the menu has the focus closes it too.
  await expect(page.getByRole('menuitem', { name: 'In progress' })).toBeFocused();
  await actions.focus();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);
  await actions.click();
  await page.getByRole('menuitem', { name: 'In progress' }).click();
  await expect(cardIn(page, 'In progress', 'Before the rest')).toHaveCount(1);

  const handle = page.getByRole('button', { name: 'Move: Before the rest' });
  await handle.focus();
  // A pointer that rests while the list scrolls under it takes nothing away from the keyboard.
  await page.getByRole('listitem').filter({ hasText: 'Airport transfer' }).first().hover();
  arrive(undefined);
  await expect(handle).toHaveAccessibleDescription(/^Press Space to pick up the task/);
  await expect(handle).toBeFocused();
  await page.keyboard.press('Space');
  await expect(page.locator('[aria-live="assertive"]')).toHaveText('“Before the rest” is over In progress.');
});

test('a task that another user moved first goes to their column, and a toast says why', async ({ browser }) => {
  const [page, other] = await Promise.all([
    openBrowser(browser, `${server.url}/app/tasks`),
    openBrowser(browser, `${server.url}/app/tasks`, 'manager@aurora.test'),
  ]);
  await addTask(page, 'Two want it');
  await expect(cardIn(other, 'Open', 'Two want it')).toHaveCount(1);
  // The other user’s change arrives while this window sends its own.
  await page.route('**/tasks/*', async (route) => {
    if (route.request().method() !== 'PATCH') return route.continue();
    await other.getByRole('button', { name: 'Start: Two want it' }).click();
    await expect(cardIn(other, 'In progress', 'Two want it')).toHaveCount(1);
    await expect(other.getByRole('button', { name: 'Complete: Two want it' })).toBeEnabled();
    await route.continue();
  });
  await page.getByRole('button', { name: 'Actions for Two want it' }).click();
  await page.getByRole('menuitem', { name: 'Cancelled' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Somebody else changed this' })).toBeVisible();
  await expect(cardIn(page, 'In progress', 'Two want it')).toHaveCount(1);
});

/** Collects roles and texts of all toasts from now on: each disappears after seconds, whoever looks for it by then. */
async function collectToasts(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const told = new Set<string>();
    const collect = () => {
      for (const toast of document.querySelectorAll('.mantine-Notification-root')) {
        // An offer to undo reports nothing.
        if (toast.querySelector('[aria-keyshortcuts]')) continue;
        const isNamed = [...toast.querySelectorAll('button')].every(
          ({ ariaLabel, innerText }) => ariaLabel || innerText,
        );
        told.add(`${isNamed ? '' : 'a button without a name, '}${toast.role}: ${toast.textContent}`);
      }
    };
    new MutationObserver(collect).observe(document.body, { childList: true, subtree: true, characterData: true });
    Object.assign(globalThis, { told });
  });
  return () => page.evaluate(() => [...(globalThis as unknown as { told: Set<string> }).told]);
}

test('a toast reports what others do, but not one’s own actions', async ({ browser }) => {
  const mine = await browser.newContext();
  const page = await visit(mine, `${server.url}/app/tasks`);
  const second = await openTab(mine, `${server.url}/app/tasks`);
  const other = await openBrowser(browser, `${server.url}/app/tasks`, 'manager@aurora.test');
  const [toldMe, toldMyTab, toldOther] = [
    await collectToasts(page),
    await collectToasts(second),
    await collectToasts(other),
  ];
  const aToast = (text: string) => expect.stringMatching(new RegExp(`^status: .*${text}`));

  await addTask(page, 'My own idea');
  await expect.poll(toldOther).toContainEqual(aToast('“My own idea”'));
  await page.getByRole('button', { name: 'Start: My own idea' }).click();
  await expect.poll(toldOther).toContainEqual(aToast('“My own idea” · In progress'));
  // A later event has been reported, so an earlier one would have been too.
  await addTask(other, 'Of a colleague');
  for (const told of [toldMe, toldMyTab]) await expect.poll(told).toEqual([aToast('“Of a colleague”')]);
});
