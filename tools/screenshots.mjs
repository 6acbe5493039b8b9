/** `npm run screenshots`: renews docs/screenshots from the demo data, each page of the dashboard in light and dark. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { ensureChromium } from './lib/chromium.mjs';
import { runMain } from './lib/failure.mjs';
import { formatted } from './lib/formatted.mjs';
import { inProject } from './lib/project.mjs';
import { step } from './lib/progress.mjs';
import { SERVER } from './lib/server-build.mjs';
import { SERVER_FLAGS } from './lib/server-process.mjs';
import { prepare } from './prepare.mjs';

const FOLDER = inProject('docs/screenshots');
const READY = /Bellhop is ready at (http:\/\/\S+)/;
const DESK = { width: 1280, height: 820 };
const PHONE = { width: 390, height: 844 };

/**
 * @typedef {import('@playwright/test').Page} Page
 * @typedef {object} Shot
 * @property {string} name of the file
 * @property {string} title
 * @property {string} path
 * @property {string | RegExp} shows a text that proves that the page has loaded
 * @property {(page: Page) => Promise<void>} [open] opens what lies above the page
 *
 * @typedef {object} Series shots by somebody at a screen
 * @property {string} title
 * @property {string} suffix of their files' names
 * @property {string} locale
 * @property {{ width: number, height: number }} screen
 * @property {readonly Shot[]} entrances before sign-in
 * @property {readonly Shot[]} pages after it
 */

/** @type {readonly Shot[]} */
const ENTRANCES = [
  { name: 'sign-in', title: 'Signing in', path: '/app', shows: 'Welcome back' },
  { name: 'sign-up', title: 'Opening an account', path: '/sign-up', shows: 'Open an account' },
  {
    name: 'forgotten-password',
    title: 'A forgotten password',
    path: '/reset-password',
    shows: 'Forgot your password?',
  },
];
/** @type {Shot} */
const TASKS = { name: 'tasks', title: 'Tasks', path: '/app/tasks', shows: 'Aurora Ribeira' };
/** @type {Shot} */
const FINANCE = { name: 'finance', title: 'Finance', path: '/app/finance', shows: /€/ };
/** @type {Shot} */
const ACTIVITY = { name: 'activity', title: 'Activity', path: '/app/activity', shows: 'Helena Duarte' };
/** @type {Shot} */
const SEARCH = {
  name: 'search',
  title: 'Search',
  path: '/app/tasks',
  shows: 'Aurora Ribeira',
  open: async (page) => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search everything' }).fill('room');
    await page.getByRole('group', { name: 'Tasks' }).waitFor();
  },
};
/** @type {readonly Shot[]} */
const PAGES = [
  TASKS,
  FINANCE,
  ACTIVITY,
  { name: 'properties', title: 'Properties', path: '/app/properties', shows: 'Aurora Ribeira' },
  { name: 'users', title: 'Users', path: '/app/users', shows: 'Helena Duarte' },
  { name: 'audit', title: 'Audit', path: '/app/audit', shows: /signed in/i },
  { name: 'devices', title: 'Your devices', path: '/app/devices', shows: /This device|current/i },
  SEARCH,
  {
    name: 'shortcuts',
    title: 'Keyboard shortcuts',
    path: '/app/tasks',
    shows: 'Aurora Ribeira',
    open: async (page) => {
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    },
  },
  // The last one: it leaves a draft.
  {
    name: 'recurring-task',
    title: 'A task that repeats',
    path: '/app/tasks',
    shows: 'Aurora Ribeira',
    open: async (page) => {
      await page.getByRole('button', { name: 'New task' }).click();
      const form = page.getByRole('dialog', { name: 'New task' });
      await form.getByLabel('Title').fill('Read the water meters');
      await form.getByRole('combobox', { name: 'Repeats' }).click();
      await page.getByRole('option', { name: 'Every day' }).click();
      await form.getByText(/^Every day\. Next/).scrollIntoViewIfNeeded();
    },
  },
];
/** @type {readonly Series[]} */
const SERIES = [
  { title: 'At a desk', suffix: '', locale: 'en-GB', screen: DESK, entrances: ENTRANCES, pages: PAGES },
  {
    title: 'On a phone',
    suffix: '-phone',
    locale: 'en-GB',
    screen: PHONE,
    entrances: [],
    pages: [TASKS, FINANCE, ACTIVITY, SEARCH],
  },
  {
    title: 'In Arabic, from right to left',
    suffix: '-arabic',
    locale: 'ar',
    screen: DESK,
    entrances: [],
    pages: [TASKS, FINANCE],
  },
];
const SCHEMES = /** @type {const} */ (['light', 'dark']);

await runMain(async () => {
  const runtime = await prepare();
  await build(runtime);
  const executablePath = await ensureChromium();
  const { chromium } = await import('@playwright/test');
  const data = mkdtempSync(join(tmpdir(), 'bellhop-screenshots-'));
  const server = spawn(runtime.node, [...SERVER_FLAGS, SERVER], {
    env: { PATH: process.env.PATH ?? '', PORT: '0', DATA_DIR: data, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const url = await addressOf(server);
    // Pages that are no longer shown leave no picture.
    rmSync(FOLDER, { recursive: true, force: true });
    mkdirSync(FOLDER, { recursive: true });
    for (const { title, suffix, locale, screen, entrances, pages } of SERIES) {
      await step(title, async () => {
        const context = await browser.newContext({ locale, viewport: screen, reducedMotion: 'reduce' });
        const page = await context.newPage();
        for (const shot of entrances) await shoot(page, url, shot, suffix);
        await signIn(page, url);
        if (suffix === '') await work(page, url);
        for (const shot of pages) await shoot(page, url, shot, suffix);
        await context.close();
      });
    }
    const index = inProject('docs/screenshots.md');
    writeFileSync(index, await formatted(index, contents()));
  } finally {
    await browser.close();
    server.kill('SIGTERM');
    if (server.exitCode === null) await once(server, 'exit');
    rmSync(data, { recursive: true, force: true });
  }
});

/**
 * @param {import('node:child_process').ChildProcess} server
 * @returns {Promise<string>}
 */
async function addressOf({ stdout }) {
  let said = '';
  for await (const piece of stdout ?? []) {
    said += String(piece);
    const address = READY.exec(said)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error(`the server did not start:\n${said}`);
}

/**
 * Signs in, in any language.
 * @param {Page} page
 * @param {string} url
 */
async function signIn(page, url) {
  await page.goto(`${url}/app`);
  await page.locator('input[type=email]').fill('owner@aurora.test');
  await page.locator('input[type=password]').fill('bellhop-demo');
  await page.locator('button[type=submit]').click();
  await page.locator('header [data-status=connected]').waitFor();
}

/**
 * Does what the page of activity can show.
 * @param {Page} page
 * @param {string} url
 */
async function work(page, url) {
  await page.goto(`${url}/app/tasks`);
  for (const name of [/^Start: /, /^Complete: /]) {
    await page.getByRole('button', { name }).first().click();
    await page
      .getByText(/^Changed: /)
      .first()
      .waitFor();
  }
}

/**
 * Takes a page in both schemes.
 * @param {Page} page
 * @param {string} url
 * @param {Shot} shot
 * @param {string} suffix
 */
async function shoot(page, url, { name, path, shows, open }, suffix) {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(url + path);
  await page.getByText(shows).filter({ visible: true }).first().waitFor();
  await page.locator('.mantine-Skeleton-root, [data-status=connecting]').first().waitFor({ state: 'detached' });
  await open?.(page);
  const devtools = await page.context().newCDPSession(page);
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    // Colours that fade from one scheme to the other are not taken halfway; they begin to once the page has changed its own.
    await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor({ state: 'attached' });
    await page.evaluate(
      'for (const animation of document.getAnimations()) if (animation instanceof CSSTransition) animation.finish()',
    );
    // WebP takes a third of what PNG does; Playwright itself writes none.
    const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: 85 });
    writeFileSync(join(FOLDER, `${name}${suffix}-${colorScheme}.webp`), Buffer.from(data, 'base64'));
  }
  await devtools.detach();
}

function contents() {
  const sections = SERIES.map(({ title, suffix, entrances, pages }) => {
    const tables = [...entrances, ...pages].map(({ name, title: what }) => {
      const cells = SCHEMES.map((scheme) => `![${what}, ${scheme}](screenshots/${name}${suffix}-${scheme}.webp)`);
      return `### ${what}\n\n| ${SCHEMES.join(' | ')} |\n| --- | --- |\n| ${cells.join(' | ')} |`;
    });
    return [`## ${title}`, ...tables].join('\n\n');
  });
  return `${['# Screenshots', 'Written by `npm run screenshots`, from the demo data.', ...sections].join('\n\n')}\n`;
}
