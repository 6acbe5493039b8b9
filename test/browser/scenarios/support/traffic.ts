import { type BrowserContext, expect } from '@playwright/test';

/** One `fetch` of a page. Times are Unix milliseconds by the page’s clock, comparable between tabs. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** The `Authorization` and `Last-Event-ID` sent. */
  readonly authorization: string | null;
  readonly lastEventId: string | null;
  readonly startedAt: number;
  /** When the response’s headers arrived. */
  status?: number;
  answeredAt?: number;
  /** When it failed or the page dropped it; for event connections, their end. */
  endedAt?: number;
}

/** Runs in a page before its own scripts: wraps `fetch`. */
export function recordCalls(): void {
  const calls: Call[] = [];
  const native = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { pathname, search } = new URL(request.url);
    const call: Call = {
      method: request.method,
      path: pathname,
      query: search,
      authorization: request.headers.get('authorization'),
      lastEventId: request.headers.get('last-event-id'),
      startedAt: Date.now(),
    };
    calls.push(call);
    const end = () => (call.endedAt ??= Date.now());
    init?.signal?.addEventListener('abort', end);
    try {
      const response = await native(input, init);
      call.status = response.status;
      call.answeredAt = Date.now();
      return response;
    } catch (error) {
      end();
      throw error;
    }
  };
  Object.assign(globalThis, { calls });
}

/** Records the requests of a browser’s pages from their first moment. */
export const recordTraffic = (context: BrowserContext): Promise<unknown> => context.addInitScript(recordCalls);

/** A tab, held by Playwright or not. */
export interface Tab {
  evaluate<T>(task: () => T): Promise<T>;
}

/** Returns what a page has fetched since it was loaded. */
export const callsOf = (tab: Tab): Promise<Call[]> =>
  tab.evaluate(() => (globalThis as unknown as { calls?: Call[] }).calls ?? []);

const REALTIME = ['/v2/realtime/stream', '/v2/realtime/poll'];

/** Returns the event connections that a page has opened, including ended ones. */
export const connectionsOf = async (tab: Tab): Promise<Call[]> =>
  (await callsOf(tab)).filter(({ path }) => REALTIME.includes(path));

/** Whether it was answered and has not ended. */
const isOpen = ({ status, endedAt }: Call): boolean => status === 200 && endedAt === undefined;

/** Returns the one tab that holds a connection, once there is exactly one. */
export async function leaderOf<T extends Tab>(tabs: readonly T[], { timeout = 15_000 } = {}): Promise<T> {
  let leaders: T[] = [];
  const look = async (): Promise<number> => {
    const holds = await Promise.all(tabs.map(async (tab) => (await connectionsOf(tab)).some(isOpen)));
    leaders = tabs.filter((_, index) => holds[index]);
    return leaders.length;
  };
  await expect.poll(look, { message: 'tabs that hold a connection', timeout }).toBe(1);
  const [leader] = leaders;
  if (!leader) throw new Error('no tab holds a connection');
  return leader;
}

/** Returns when a tab’s current connection opened, in Unix milliseconds. */
export async function openedAt(tab: Tab): Promise<number> {
  const at = (await connectionsOf(tab)).findLast(isOpen)?.answeredAt;
  if (at === undefined) throw new Error('the tab holds no connection');
  return at;
}
