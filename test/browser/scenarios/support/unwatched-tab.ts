import type { Browser, CDPSession } from '@playwright/test';
import { PASSWORD } from '../../support/dashboard.js';
import { recordCalls } from './traffic.js';

/** Response to a command of the debugging protocol, or an event, which has no id but a method. */
interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** Result of an evaluation in the debugging protocol. */
interface Evaluation {
  readonly result: { readonly value?: unknown };
  readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } };
}

/**
 * A browser whose tabs Playwright does not control. Playwright keeps its pages visible, awake and reachable, and a
 * browser neither freezes such a page nor puts it into the back/forward cache.
 */
export class UnwatchedBrowser {
  private constructor(
    private readonly session: CDPSession,
    private readonly contextId: string,
  ) {}

  static async open(browser: Browser): Promise<UnwatchedBrowser> {
    const session = await browser.newBrowserCDPSession();
    const { browserContextId } = await session.send('Target.createBrowserContext');
    return new UnwatchedBrowser(session, browserContextId);
  }

  async newTab(url: string): Promise<UnwatchedTab> {
    const tab = await UnwatchedTab.open(this.session, this.contextId);
    await tab.goto(url);
    return tab;
  }

  /** Signs in with the browser’s cookie, which pages loaded afterwards find. */
  async signIn(origin: string, email: string): Promise<void> {
    const tab = await this.newTab(`${origin}/bell.svg`);
    await tab.evaluate(
      async ([address, password]) => {
        const headers = { 'content-type': 'application/json' };
        const body = JSON.stringify({ email: address, password });
        const { expiresAt } = (await (await fetch('/auth/login', { method: 'POST', headers, body })).json()) as {
          expiresAt: number;
        };
        localStorage.setItem('auth-expiry', String(expiresAt));
      },
      [email, PASSWORD] as const,
    );
    await tab.close();
  }

  async close(): Promise<void> {
    await this.session.send('Target.disposeBrowserContext', { browserContextId: this.contextId });
    await this.session.detach();
  }
}

export class UnwatchedTab {
  #lastId = 0;
  /** By command id or event name. */
  readonly #waiting = new Map<number | string, (answer: Answer) => void>();

  private constructor(
    private readonly session: CDPSession,
    private readonly targetId: string,
    private readonly sessionId: string,
  ) {
    session.on('Target.receivedMessageFromTarget', ({ sessionId: from, message }) => {
      if (from !== sessionId) return;
      const answer = JSON.parse(message) as Answer;
      this.#waiting.get(answer.id ?? answer.method ?? '')?.(answer);
    });
  }

  static async open(session: CDPSession, browserContextId: string): Promise<UnwatchedTab> {
    const { targetId } = await session.send('Target.createTarget', { url: 'about:blank', browserContextId });
    const { sessionId } = await session.send('Target.attachToTarget', { targetId, flatten: false });
    const tab = new UnwatchedTab(session, targetId, sessionId);
    await tab.send('Page.enable');
    await tab.send('Page.addScriptToEvaluateOnNewDocument', { source: `(${recordCalls.toString()})()` });
    return tab;
  }

  async goto(url: string): Promise<void> {
    const loaded = this.#next('Page.loadEventFired');
    await this.send('Page.navigate', { url });
    await loaded;
  }

  /** Goes one page back, restored from the cache or loaded again. */
  async goBack(): Promise<void> {
    const arrived = this.#next('Page.frameNavigated');
    await this.evaluate(() => history.back());
    await arrived;
  }

  evaluate<T>(task: () => T | Promise<T>): Promise<T>;
  evaluate<T, A>(task: (argument: A) => T | Promise<T>, argument: A): Promise<T>;
  async evaluate<T, A>(task: (argument?: A) => T | Promise<T>, argument?: A): Promise<T> {
    const { result, exceptionDetails } = (await this.send('Runtime.evaluate', {
      expression: `(${task.toString()})(${JSON.stringify(argument)})`,
      awaitPromise: true,
      returnByValue: true,
    })) as Evaluation;
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value as T;
  }

  /** Visible text of the page. */
  text(): Promise<string> {
    return this.evaluate(() => document.body.innerText);
  }

  /** Number of elements with exactly this text. */
  count(text: string): Promise<number> {
    return this.evaluate(
      (wanted) =>
        [...document.querySelectorAll('body *')].filter((one) => !one.children.length && one.textContent === wanted)
          .length,
      text,
    );
  }

  async setLifecycle(state: 'frozen' | 'active'): Promise<void> {
    await this.send('Page.setWebLifecycleState', { state });
  }

  async close(): Promise<void> {
    await this.session.send('Target.closeTarget', { targetId: this.targetId });
  }

  async send(method: string, params: object = {}): Promise<unknown> {
    const id = ++this.#lastId;
    const answered = this.#next(id);
    const message = JSON.stringify({ id, method, params });
    await this.session.send('Target.sendMessageToTarget', { sessionId: this.sessionId, message });
    const { result, error } = await answered;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  #next(what: number | string): Promise<Answer> {
    return new Promise((resolve) => {
      this.#waiting.set(what, (answer) => {
        this.#waiting.delete(what);
        resolve(answer);
      });
    });
  }
}
