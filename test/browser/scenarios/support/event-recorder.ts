import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { PASSWORD } from '../../support/dashboard.js';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

/** Where the recorder’s page finds the packages: built as modules, like an installed package. */
const PACKAGES: Readonly<Record<string, string>> = {
  client: join(ROOT, 'libs/client/dist'),
  protocol: join(ROOT, 'libs/protocol/dist'),
  parser: join(ROOT, 'node_modules/eventsource-parser/dist'),
};

const PAGE = `<!doctype html>
<title>Recorder</title>
<script type="importmap">
  {
    "imports": {
      "@bellhop/client": "/recorder/client/index.js",
      "@bellhop/protocol": "/recorder/protocol/index.js",
      "eventsource-parser": "/recorder/parser/index.js"
    }
  }
</script>
<script type="module">
  import { createRealtimeClient, createSession } from '@bellhop/client';
  const session = createSession();
  const client = createRealtimeClient({ session });
  client.onEvent(({ payload }) => received(payload.taskId));
  client.onGap(({ reason }) => received('gap: ' + reason));
  Object.assign(globalThis, { session, client });
  const cursor = new URLSearchParams(location.search).get('cursor');
  if (cursor !== null) client.beginAt(cursor);
  session.start();
  client.start();
</script>`;

interface RecorderGlobals {
  readonly session: { signIn(email: string, password: string): Promise<unknown> };
  readonly client: { getSnapshot(): { status: string } };
}

/** Tabs that report each event as the client delivers it. Reports survive a killed tab. */
export class EventRecorder {
  readonly #received = new Map<Page, string[]>();

  private constructor(
    private readonly context: BrowserContext,
    private readonly url: string,
  ) {}

  static async open(context: BrowserContext, url: string): Promise<EventRecorder> {
    const recorder = new EventRecorder(context, url);
    await context.exposeBinding('received', ({ page }, taskId: string) => recorder.received(page).push(taskId));
    await context.route(`${url}/recorder/**`, (route) => {
      const [, , name = '', ...path] = new URL(route.request().url()).pathname.split('/');
      const folder = PACKAGES[name];
      if (folder === undefined) return route.fulfill({ contentType: 'text/html', body: PAGE });
      return route.fulfill({ path: join(folder, ...path), contentType: 'text/javascript' });
    });
    return recorder;
  }

  /** @param cursor of a snapshot to continue from; by default the tab starts with the next event */
  async newTab(cursor?: string): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(`${this.url}/recorder/${cursor === undefined ? '' : `?cursor=${cursor}`}`);
    await page.waitForFunction(() => 'client' in globalThis);
    return page;
  }

  async signIn(page: Page, email: string): Promise<void> {
    await page.evaluate(
      ([address, password]) => (globalThis as unknown as RecorderGlobals).session.signIn(address, password),
      [email, PASSWORD] as const,
    );
  }

  async expectConnected(page: Page): Promise<void> {
    const status = () => page.evaluate(() => (globalThis as unknown as RecorderGlobals).client.getSnapshot().status);
    await expect.poll(status).toBe('connected');
  }

  /** Returns the ids of created tasks that a tab received, in order, and gaps. */
  received(page: Page): string[] {
    const known = this.#received.get(page) ?? [];
    this.#received.set(page, known);
    return known;
  }
}
