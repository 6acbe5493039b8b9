import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from '@playwright/test';
import { ensureChromium } from '../../../../../tools/lib/chromium.mjs';
import { inProject } from '../../../../../tools/lib/project.mjs';
import { SERVER_FLAGS } from '../../../../../tools/lib/server-process.mjs';
import { HttpClient } from '../../servers/http-client.ts';
import { freePort, LOAD_CORE, PinnedProcess, SERVER_CORE } from '../../servers/pinned-process.ts';

const PROBE = fileURLToPath(new URL('./page-probe.js', import.meta.url));
const OWNER = 'owner@aurora.test';
const PASSWORD = 'bellhop-demo';
const CONNECTIONS = 8;
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'];

/** A server with the demo data, and a browser. */
export class Hotel {
  readonly url: string;
  readonly #server: PinnedProcess;
  readonly #client: HttpClient;
  readonly #browser: Browser;
  readonly #folder: string;
  #token = '';

  private constructor(server: PinnedProcess, client: HttpClient, browser: Browser, folder: string) {
    this.#server = server;
    this.#client = client;
    this.#browser = browser;
    this.#folder = folder;
    this.url = `http://127.0.0.1:${client.port}`;
  }

  static async start(): Promise<Hotel> {
    const executablePath = await ensureChromium();
    const folder = mkdtempSync(join(tmpdir(), 'bellhop-dashboard-'));
    const port = await freePort();
    // The demo's logins are refused in production.
    const { DATABASE_URL: _theirs, NODE_ENV: _production, ...environment } = process.env;
    const env = { ...environment, HOST: '127.0.0.1', PORT: String(port), DATA_DIR: folder, DEMO: 'true' };
    const server = await PinnedProcess.start(process.execPath, [...SERVER_FLAGS, inProject('dist/main.js')], {
      port,
      env: { ...env, RATE_LIMIT_FACTOR: '1000000', LOG_LEVEL: 'error' },
    });
    allowCores(`${SERVER_CORE},${LOAD_CORE}`);
    const browser = await chromium.launch({ executablePath, args: ARGUMENTS });
    allowCores(String(LOAD_CORE));
    return new Hotel(server, new HttpClient(port, CONNECTIONS), browser, folder);
  }

  /** A browser of its own. Without a graphics card each frame of an animation would cost processor time. */
  async person(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await this.#browser.newContext({ reducedMotion: 'reduce', serviceWorkers: 'block', ...options });
    await context.addInitScript({ path: PROBE });
    return context;
  }

  /** Signs in with a page on `path`. */
  async signIn(context: BrowserContext, path: string): Promise<Page> {
    const page = await context.newPage();
    await page.goto(this.url + path);
    await page.getByLabel('Email').fill(OWNER);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Live', { exact: true }).waitFor();
    return page;
  }

  async signInApi(): Promise<void> {
    const { accessToken } = await this.send<{ accessToken: string }>('POST', '/auth/login', {
      email: OWNER,
      password: PASSWORD,
    });
    this.#token = accessToken;
  }

  /** Sends as the owner, or with an API key. */
  async send<Answer>(method: 'GET' | 'POST', path: string, body?: unknown, key = this.#token): Promise<Answer> {
    const headers = { 'content-type': 'application/json', ...(key !== '' && { authorization: `Bearer ${key}` }) };
    const request = { method, path, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    return JSON.parse((await this.#client.sendOk(request)).body) as Answer;
  }

  async stop(): Promise<void> {
    this.#client.close();
    await this.#browser.close();
    await this.#server.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Processes that are started next may run on these cores. */
function allowCores(cores: string): void {
  execFileSync('taskset', ['--cpu-list', '--pid', cores, String(process.pid)], { stdio: 'ignore' });
}
