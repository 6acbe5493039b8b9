/** `npm run screenshots`: renews docs/screenshots from the demo data, each page of the dashboard in light and dark. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { ensureChromium } from './lib/chromium.mjs';
import { runMain } from './lib/failure.mjs';
import { inProject } from './lib/project.mjs';
import { step } from './lib/progress.mjs';
import { SERVER } from './lib/server-build.mjs';
import { SERVER_FLAGS } from './lib/server-process.mjs';
import { prepare } from './prepare.mjs';

const FOLDER = inProject('docs/screenshots');
const DESK = { width: 1280, height: 820 };
const PHONE = { width: 390, height: 844 };
const READY = /Bellhop is ready at (http:\/\/\S+)/;

/** @typedef {import('@playwright/test').Page} Page */
/** @type {readonly (readonly [name: string, title: string, path: string, text: string | RegExp])[]} */
const ENTRANCES = [
  ['sign-in', 'Signing in', '/app', 'Welcome back'],
  ['sign-up', 'Opening an account', '/sign-up', 'Open an account'],
  ['forgotten-password', 'A forgotten password', '/reset-password', 'Forgot your password?'],
];
/** @type {readonly (readonly [name: string, title: string, path: string, text: string | RegExp])[]} */
const PAGES = [
  ['finance', 'Finance', '/app/finance', /€/],
  ['tasks', 'Tasks', '/app/tasks', 'Aurora Ribeira'],
  ['users', 'Users', '/app/users', 'Helena Duarte'],
  ['devices', 'Your devices', '/app/devices', /This device|current/i],
  ['audit', 'Audit', '/app/audit', /signed in/i],
];

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
    mkdirSync(FOLDER, { recursive: true });
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      await step(`${colorScheme} scheme`, async () => {
        const context = await browser.newContext({ colorScheme, viewport: DESK, reducedMotion: 'reduce' });
        const page = await context.newPage();
        for (const [name, , path, text] of ENTRANCES) await shoot(page, url + path, text, `${name}-${colorScheme}`);
        await signIn(page, url);
        for (const [name, , path, text] of PAGES) await shoot(page, url + path, text, `${name}-${colorScheme}`, 'Live');
        await page.setViewportSize(PHONE);
        for (const [name, , path, text] of PAGES.slice(0, 3)) {
          await shoot(page, url + path, text, `${name}-phone-${colorScheme}`, 'Live');
        }
        await context.close();
      });
    }
    writeFileSync(inProject('docs/screenshots.md'), contents());
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
 * @param {Page} page
 * @param {string} url
 */
async function signIn(page, url) {
  await page.goto(`${url}/app`);
  await page.getByLabel('Email').fill('owner@aurora.test');
  await page.getByLabel('Password').fill('bellhop-demo');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Live', { exact: true }).waitFor();
}

/**
 * @param {Page} page
 * @param {string} address
 * @param {string | RegExp} text proves that the page has loaded
 * @param {string} name
 * @param {string | RegExp} state the connection indicator’s text
 */
async function shoot(page, address, text, name, state = text) {
  await page.goto(address);
  await page.getByText(state).filter({ visible: true }).first().waitFor();
  await page.getByText(text).filter({ visible: true }).first().waitFor();
  // A string: it runs in the page, whose globals these tools’ types do not know.
  await page.waitForFunction("document.querySelector('.mantine-Skeleton-root') === null");
  await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled' });
}

function contents() {
  const shown = (/** @type {string} */ name, /** @type {string} */ title) =>
    `| ![${title}, light](screenshots/${name}-light.png) | ![${title}, dark](screenshots/${name}-dark.png) |`;
  const table = (/** @type {readonly (readonly [string, string, ...unknown[]])[]} */ pages, suffix = '') =>
    pages
      .map(([name, title]) => `### ${title}\n\n| light | dark |\n| --- | --- |\n${shown(name + suffix, title)}\n`)
      .join('\n');
  return [
    '# Screenshots',
    'Written by `npm run screenshots`, from the demo data.',
    '## At a desk',
    table([...ENTRANCES, ...PAGES]),
    '## On a phone',
    table(PAGES.slice(0, 3), '-phone'),
  ].join('\n\n');
}
