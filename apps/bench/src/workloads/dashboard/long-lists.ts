import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from '@playwright/test';
import { CARDS, LONG_TABLE } from '../../report/dashboard-metrics.ts';
import type { Hotel } from './hotel.ts';

/** What page-probe.js puts into each page. */
export interface Probe {
  readonly clickedAt: number;
  readonly longestTask: number;
  readonly longestKey: number;
  isInSight(selector: string): boolean;
  forget(): unknown;
  shows(text: string): Promise<number>;
  formOpens(): Promise<number>;
  hasWorker(): Promise<void>;
  loadRows(list: unknown, row: string, count: number): Promise<void>;
}
declare const probe: Probe;

const EVENTS = 2_000;
/** Events of a request, at most. */
const BATCH = 100;
const FORMS = 5;
const TYPED = 'The lamp beside the bed of room 204 flickers';
/** How long somebody looks at a list that has been loaded, at least. */
const LOOKS_MS = 1_000;
/** Time between two keys. */
const KEY_MS = 60;
/** Sums are asked for again up to this long after the last event. */
const AFTERWARDS_MS = 2_500;
/** Rows written in parallel. */
const AT_ONCE = 8;
const BURST_LIMIT_MS = 120_000;
/** Shorter ones are not reported by browsers. */
const SHORTEST = { task: 50, key: 16 };

type Row = Readonly<Record<string, unknown>> & { readonly version: number; readonly propertyId: string };

/** A long list of the dashboard. */
export interface LongList {
  /** As in the report. */
  readonly name: string;
  readonly count: number;
  readonly api: string;
  readonly path: string;
  readonly domain: string;
  readonly noun: 'Task' | 'Revenue';
  readonly id: 'taskId' | 'revenueId';
  /** The field that can be read on the page. */
  readonly text: 'title' | 'description';
  /** Further fields of each row. */
  readonly fields: object;
  readonly list: (page: Page) => Locator;
  readonly row: string;
  readonly button: string;
  /** Field of the form that is typed in. */
  readonly field: string;
}

export const LONG_LISTS: readonly LongList[] = [
  {
    ...{ name: CARDS, count: 1_000, api: '/tasks', path: '/app/tasks', domain: 'tasks', noun: 'Task' },
    ...{ id: 'taskId', text: 'title', fields: { description: 'Ask at the front desk for the key.', room: '204' } },
    list: (page) => page.getByRole('region', { name: 'Open' }),
    ...{ row: '[role=listitem]', button: 'New task', field: 'Title' },
  },
  {
    ...{ name: LONG_TABLE, count: 5_000, api: '/finance/revenues', path: '/app/finance', domain: 'finance' },
    ...{ noun: 'Revenue', id: 'revenueId', text: 'description' },
    fields: { amountMinor: 12_345, currency: 'EUR', category: 'room' },
    list: (page) => page.getByRole('tabpanel'),
    ...{ row: 'tbody tr', button: 'New revenue', field: 'Description' },
  },
];

/** Writes the rows, as people do. */
export async function fill(hotel: Hotel, { api, count, text, fields }: LongList): Promise<readonly Row[]> {
  const [property] = (await hotel.send<{ items: readonly Row[] }>('GET', '/properties')).items;
  const rows: Row[] = [];
  let begun = 0;
  const write = async (): Promise<void> => {
    while (begun < count) {
      begun += 1;
      const body = { propertyId: property?.propertyId, [text]: `Number ${begun}`, ...fields };
      rows.push(await hotel.send<Row>('POST', api, body));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, write));
  return rows;
}

export interface Interaction {
  /** From the click until one may type. */
  readonly formMs: readonly number[];
  readonly keyMs: number;
  readonly taskMs: number;
}

/** Loads the whole list, opens its form, types in it, and lets 2,000 events come. */
export async function interact(hotel: Hotel, page: Page, long: LongList, rows: readonly Row[]): Promise<Interaction> {
  const list = long.list(page);
  await list.locator(long.row).first().waitFor();
  // To find it by role later would lay out all rows, one by one, to know which of their buttons are hidden: seconds of work, and
  // garbage that is collected while the form opens.
  const open = await middleOf(page.getByRole('button', { name: long.button, exact: true }));
  await list.evaluate((element, { row, count }) => probe.loadRows(element, row, count), {
    row: long.row,
    count: long.count,
  });
  await sleep(LOOKS_MS);
  const formMs: number[] = [];
  for (let form = 0; form < FORMS; form += 1) {
    const [ms] = await Promise.all([
      page.evaluate(async () => (await probe.formOpens()) - probe.clickedAt),
      page.mouse.click(open.x, open.y),
    ]);
    formMs.push(ms);
    if (form < FORMS - 1) await close(page);
  }
  await dialogOf(page).getByLabel(long.field).focus();
  await page.evaluate(() => probe.forget());
  await page.keyboard.type(TYPED, { delay: KEY_MS });
  const keyMs = await page.evaluate(() => probe.longestKey);
  for (const _ of TYPED) await page.keyboard.press('Backspace');
  await close(page);
  await page.evaluate(() => probe.forget());
  const shown = page.evaluate((text) => probe.shows(text), LAST);
  await publish(hotel, long, rows);
  await within(BURST_LIMIT_MS, shown);
  await sleep(AFTERWARDS_MS);
  const taskMs = await page.evaluate(() => probe.longestTask);
  return { formMs, keyMs: Math.max(keyMs, SHORTEST.key), taskMs: Math.max(taskMs, SHORTEST.task) };
}

/** Not by role, for which all rows would be looked at. */
const dialogOf = (page: Page): Locator => page.locator('[role=dialog]');

async function close(page: Page): Promise<void> {
  await dialogOf(page).getByRole('button', { name: 'Close' }).click();
  await dialogOf(page).waitFor({ state: 'detached' });
}

async function middleOf(thing: Locator): Promise<{ readonly x: number; readonly y: number }> {
  const box = await thing.boundingBox();
  if (!box) throw new Error('it is not on the page');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** @throws Error when it takes longer */
async function within(limitMs: number, done: Promise<unknown>): Promise<void> {
  const late = sleep(limitMs, undefined, { ref: false }).then(() => {
    throw new Error(`The burst was not shown within ${limitMs} ms.`);
  });
  await Promise.race([done, late]);
}

const LAST = 'The last of the burst';

/** Of ten events, eight change a row that is shown, one adds one and one removes one. */
async function publish(hotel: Hotel, { domain, noun, id, text }: LongList, rows: readonly Row[]): Promise<void> {
  await hotel.signInApi();
  const { key } = await hotel.send<{ key: string }>('POST', '/v2/realtime/keys', { name: 'Burst', domains: [domain] });
  const [first] = rows;
  if (!first) throw new Error('nothing to change');
  const gone = EVENTS / 10;
  const stays = rows.length - gone;
  const eventOf = (_: unknown, index: number): object => {
    const [kind, tens] = [index % 10, Math.floor(index / 10)];
    const row = rows[kind === 0 ? stays + tens : index % stays] ?? first;
    // Sorts first.
    const fresh = { ...first, [id]: `f${randomUUID().slice(1)}`, version: 1 };
    const [type, payload] =
      kind === 9
        ? ['Created', { ...fresh, [text]: index === EVENTS - 1 ? LAST : `New ${index}` }]
        : kind === 0
          ? ['Deleted', { [id]: row[id], version: row.version + 1 }]
          : ['Updated', { ...row, [text]: `Changed ${index}`, version: row.version + 1 + Math.floor(index / stays) }];
    const event = { eventId: randomUUID(), eventType: `${noun}${type}`, domain, timestamp: Date.now() };
    return { ...event, propertyId: row.propertyId, payload };
  };
  const events = Array.from({ length: EVENTS }, eventOf);
  for (let from = 0; from < EVENTS; from += BATCH)
    await hotel.send('POST', '/v2/realtime/events', events.slice(from, from + BATCH), key);
}
