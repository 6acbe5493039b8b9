import type { Page } from '@playwright/test';
import type { TestServer } from '../support/server.js';
import { signIn } from './support/dashboard.js';
import { layoutFaults, lengthenTexts } from './support/layout.js';
import { expect, test } from './support/test.js';

let server: TestServer;
test.beforeAll(({ server: shared }) => {
  server = shared;
});

const WIDTHS = [320, 390, 600, 768, 820, 900, 1024, 1280, 1920];
/** From here on twice the text size is expected to fit; below, browsers zoom, which is a narrower page. */
const LARGE_TEXT_FROM = 1280;
const SCHEMES = ['light', 'dark'] as const;

/** Sizes are up to date as soon as they are asked for, but what depends on the window's width is rendered a moment later. */
const expectSoon = expect.configure({ soft: true, timeout: 5_000 });

/** Loads a page once and looks at it at all widths. */
async function expectFit(page: Page, path: string): Promise<void> {
  await test.step(path, async () => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(server.url + path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('.mantine-Skeleton-root')).toHaveCount(0);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ colorScheme });
        for (const textSize of width >= LARGE_TEXT_FROM ? ['100%', '200%'] : ['100%']) {
          await page.evaluate((size) => (document.documentElement.style.fontSize = size), textSize);
          await expectSoon
            .poll(() => lengthenTexts(page).then(() => layoutFaults(page)), {
              message: `${path} at ${width} px, ${colorScheme}, text ${textSize}`,
            })
            .toEqual([]);
        }
      }
      await page.evaluate(() => (document.documentElement.style.fontSize = ''));
    }
  });
}

test('pages before sign-in fit every width, with long words and large text', async ({ page }) => {
  for (const path of ['/app', '/sign-up', '/reset-password', '/join#token=x', '/nowhere']) await expectFit(page, path);
});

test('pages after sign-in fit every width, with long words and large text', async ({ context }) => {
  test.setTimeout(600_000);
  const page = await signIn(context, `${server.url}/app/tasks`);
  const links = page.locator('nav a[href^="/app/"]');
  const paths = await links.evaluateAll((all) => all.map((link) => new URL((link as HTMLAnchorElement).href).pathname));
  expect(paths.length).toBeGreaterThan(3);
  for (const path of [...new Set(paths), '/app/devices', '/app/tasks?cancelled=true']) {
    await expectFit(page, path);
  }
});
