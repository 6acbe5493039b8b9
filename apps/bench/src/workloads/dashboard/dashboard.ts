import type { Page } from '@playwright/test';
import { measureDashboard } from '../../../../../tools/lib/dashboard-budgets.mjs';
import {
  BUDGETED,
  CLICK,
  DASHBOARD,
  FIRST_FORM,
  FORM,
  KEY,
  ROWS,
  SECOND_VISIT,
  SIGN_IN,
  TASK,
} from '../../report/dashboard-metrics.ts';
import type { Workload } from '../workload.ts';
import { Hotel } from './hotel.ts';
import { fill, interact, LONG_LISTS, type Probe } from './long-lists.ts';

declare const probe: Probe;

/** 400 kbit/s and 400 ms, as Chromium's developer tools have it. */
const SLOW_3G = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };
const CLICKS = 10;

/** What somebody at a desk waits for, in Chromium on the built dashboard. */
export const dashboard: Workload = {
  name: 'dashboard',
  title: 'the dashboard in a browser',
  run: async ({ effort, results, say }) => {
    const add = (metric: string, unit: string, value: number): void =>
      results.add('dashboard', DASHBOARD, metric, unit, value);
    for (const { name, bytes } of measureDashboard()) add(BUDGETED(name), 'kB', bytes / 1000);
    const hotel = await Hotel.start();
    try {
      for (let round = 0; round < effort.rounds; round += 1) {
        say(`slow 3G, ${round + 1} of ${effort.rounds}`);
        await onSlowNetwork(hotel, add);
      }
      say('clicks and rows');
      await clickToRow(hotel, Math.ceil(CLICKS * effort.scale), add);
      for (const long of LONG_LISTS) {
        say(`writes ${long.name}`);
        await hotel.signInApi();
        const rows = await fill(hotel, long);
        for (let round = 0; round < effort.rounds; round += 1) {
          say(`${long.name}, ${round + 1} of ${effort.rounds}`);
          const person = await hotel.person();
          const page = await hotel.signIn(person, long.path);
          const { formMs, keyMs, taskMs } = await interact(hotel, page, long, rows);
          add(FIRST_FORM(long.name), 'ms', formMs[0] ?? Number.NaN);
          for (const ms of formMs) add(FORM(long.name), 'ms', ms);
          add(KEY(long.name), 'ms', keyMs);
          add(TASK(long.name), 'ms', taskMs);
          await person.close();
        }
      }
    } finally {
      await hotel.stop();
    }
  },
};

type Add = (metric: string, unit: string, value: number) => void;

async function onSlowNetwork(hotel: Hotel, add: Add): Promise<void> {
  const stranger = await hotel.person();
  const entrance = await stranger.newPage();
  await slowDown(entrance);
  add(SIGN_IN, 's', await secondsUntil(entrance, hotel.url, 'input[type=password]'));
  await stranger.close();

  const guest = await hotel.person();
  const page = await hotel.signIn(guest, '/app/tasks');
  await slowDown(page);
  add(ROWS, 's', await secondsUntil(page, `${hotel.url}/app/tasks`, CARD));
  await guest.close();

  const regular = await hotel.person({ serviceWorkers: 'allow' });
  const before = await hotel.signIn(regular, '/app/tasks');
  await before.locator(CARD).first().waitFor();
  await before.evaluate(() => probe.hasWorker());
  const again = await regular.newPage();
  await before.close();
  await slowDown(again);
  add(SECOND_VISIT, 's', await secondsUntil(again, `${hotel.url}/app/tasks`, CARD));
  await regular.close();
}

/** The heading of a task. */
const CARD = 'main h3';

/** With nothing cached. A page that its service worker brings loads nothing by this. */
async function slowDown(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.clearBrowserCache');
  await devtools.send('Network.emulateNetworkConditions', SLOW_3G);
}

/** Until something is in sight: looked for at each frame, and not twice a second, as a locator does by then. */
async function secondsUntil(page: Page, url: string, selector: string): Promise<number> {
  const begun = performance.now();
  await page.goto(url, { waitUntil: 'commit' });
  await page.waitForFunction((wanted) => probe.isInSight(wanted), selector);
  return (performance.now() - begun) / 1000;
}

/** From the click on “Add task” in one browser until the card is painted in another. */
async function clickToRow(hotel: Hotel, clicks: number, add: Add): Promise<void> {
  const author = await hotel.signIn(await hotel.person(), '/app/tasks');
  const reader = await hotel.signIn(await hotel.person(), '/app/tasks');
  await Promise.all([author, reader].map((page) => page.locator(CARD).first().waitFor()));
  for (let click = 0; click < clicks; click += 1) {
    const title = `Click ${click} of the benchmark`;
    await author.getByRole('button', { name: 'New task' }).click();
    const form = author.getByRole('dialog');
    await form.getByLabel('Title').fill(title);
    const shown = reader.evaluate((text) => probe.shows(text), title);
    await form.getByRole('button', { name: 'Add task' }).click();
    add(CLICK, 'ms', (await shown) - (await author.evaluate(() => probe.clickedAt)));
    await form.waitFor({ state: 'detached' });
  }
  await Promise.all([author, reader].map((page) => page.context().close()));
}
