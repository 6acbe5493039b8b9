import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const SITE = 'https://hotel.test';
const pathOf = (file: unknown) => new URL(file instanceof Request ? file.url : String(file), SITE).pathname;

/** A browser's caches, in the order they were made. */
class Caches {
  readonly all = new Map<string, Map<string, string>>();
  /** What each access throws. */
  failure: Error | undefined;

  readonly open = async (name: string) => {
    if (this.failure) throw this.failure;
    const files = this.all.get(name) ?? new Map<string, string>();
    this.all.set(name, files);
    const put = async (file: unknown, response: Response) => void files.set(pathOf(file), await response.text());
    return {
      put,
      match: async (file: unknown) => responseOf(files.get(pathOf(file))),
      addAll: async (requests: readonly Request[]) => {
        for (const request of requests) await put(request, await fetch(request));
      },
    };
  };
  readonly keys = async () => [...this.all.keys()];
  readonly delete = async (name: string) => this.all.delete(name);
  readonly match = async (file: unknown) =>
    responseOf([...this.all.values()].map((files) => files.get(pathOf(file))).find((text) => text !== undefined));
}

const responseOf = (text: string | undefined) => (text === undefined ? undefined : new Response(text));

interface Listened {
  readonly waitUntil?: (work: Promise<unknown>) => void;
  readonly request?: object;
  readonly respondWith?: (response: Promise<Response>) => void;
}

let caches: Caches;
let builds = 0;
/** What the server has. */
let server: Readonly<Record<string, string>>;

beforeEach(() => {
  caches = new Caches();
  server = { '/': 'page', '/assets/tasks-1.js': 'tasks' };
  Object.assign(globalThis, {
    caches,
    fetch: async (file: unknown) => {
      const text = server[pathOf(file)];
      return new Response(text, { status: text === undefined ? 404 : 200 });
    },
    Request: class extends Request {
      constructor(input: string, init?: RequestInit) {
        super(new URL(input, SITE), init);
      }
    },
  });
});

const own = { fetch: globalThis.fetch, Request: globalThis.Request };
afterEach(() => {
  Object.assign(globalThis, own);
  for (const name of ['caches', 'self', 'BUILD']) Reflect.deleteProperty(globalThis, name);
});

/** Installs the worker of a build. */
async function install(version: string) {
  const listeners = new Map<string, (event: Listened) => void>();
  Object.assign(globalThis, {
    BUILD: { version, shell: ['/assets/app.js'] },
    self: {
      addEventListener: (type: string, listener: (event: Listened) => void) => listeners.set(type, listener),
      clients: { claim: async () => undefined },
      location: { origin: SITE },
    },
  });
  await import(new URL(`./worker.ts?build=${(builds += 1)}`, import.meta.url).href);
  const happen = async (type: string) => {
    let work: Promise<unknown> | undefined;
    listeners.get(type)?.({ waitUntil: (promise) => void (work = promise) });
    await work;
  };
  await happen('install');
  return {
    activate: () => happen('activate'),
    get: async (path: string, mode = 'cors') => {
      let answer: Promise<Response> | undefined;
      const request = new Request(path);
      Object.defineProperty(request, 'mode', { value: mode });
      listeners.get('fetch')?.({ request, respondWith: (response) => void (answer = response) });
      return (await answer)?.text();
    },
  };
}

describe('the service worker', () => {
  it('keeps the files of the build that open tabs were loaded with, however many were replaced unused', async () => {
    const first = await install('one');
    await first.activate();
    expect(await first.get('/assets/tasks-1.js')).toBe('tasks');
    server = { '/': 'newer page' };
    await install('two');
    const third = await install('three');
    await third.activate();
    expect(await third.get('/assets/tasks-1.js')).toBe('tasks');
    expect(await third.get('/', 'navigate')).toBe('newer page');
    const fourth = await install('four');
    await fourth.activate();
    expect(await caches.keys()).toEqual(['bellhop-shell-three', 'bellhop-shell-four']);
  });

  it('loads from the server what a full or broken store does not keep', async () => {
    const worker = await install('one');
    await worker.activate();
    caches.failure = new Error('QuotaExceededError');
    expect(await worker.get('/assets/tasks-1.js')).toBe('tasks');
    expect(await worker.get('/', 'navigate')).toBe('page');
  });

  it('has nothing of the API', async () => {
    const worker = await install('one');
    expect(await worker.get('/tasks')).toBeUndefined();
    expect(await worker.get('/auth/session')).toBeUndefined();
  });
});
