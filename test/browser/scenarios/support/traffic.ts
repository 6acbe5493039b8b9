import { type BrowserContext, expect } from '@playwright/test';

/** One `fetch` of a page. Times are the page's own clock, in Unix milliseconds, so those of several tabs compare. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** What was sent as `Authorization` and `Last-Event-ID`. */
  readonly authorization: string | null;
  readonly lastEventId: string | null;
  readonly startedAt: number;
  /** When the head of the answer came. */
  status?: number;
  answeredAt?: number;
  /** When it failed, or the page let go of it: of a connection for events, when that was over. */
  endedAt?: number;
}

/** Runs in a page before its own scripts do: wraps `fetch`. */
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

/** Records what the pages of a browser ask for, from each page's first moment on. */
export const recordTraffic = (context: BrowserContext): Promise<unknown> => context.addInitScript(recordCalls);

/** A tab, whoever holds it. */
export interface Tab {
  evaluate<T>(task: () => T): Promise<T>;
}

/** What a page has asked for since it was loaded. */
export const callsOf = (tab: Tab): Promise<Call[]> =>
  tab.evaluate(() => (globalThis as unknown as { calls?: Call[] }).calls ?? []);

const REALTIME = ['/v2/realtime/stream', '/v2/realtime/poll'];

/** The connections for events that a page has opened, those that have ended too. */
export const connectionsOf = async (tab: Tab): Promise<Call[]> =>
  (await callsOf(tab)).filter(({ path }) => REALTIME.includes(path));

/** Whether it was answered and is not over. */
const isOpen = ({ status, endedAt }: Call): boolean => status === 200 && endedAt === undefined;

/** The one tab that holds a connection, as soon as there is one. */
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

/** When a tab's latest connection opened, in Unix milliseconds. */
export async function openedAt(tab: Tab): Promise<number> {
  const at = (await connectionsOf(tab)).findLast(isOpen)?.answeredAt;
  if (at === undefined) throw new Error('the tab holds no connection');
  return at;
}
