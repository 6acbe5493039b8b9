/**
 * The service worker: keeps the dashboard's own files, so that a second visit shows the page before the network answers.
 * It has nothing of the API and nothing of a user: only what the server sends to everybody.
 */

/** Written before this file by the build. */
declare const BUILD: {
  readonly version: string;
  /** Paths of what the first pages need. */
  readonly shell: readonly string[];
};

/** What is used here of a worker's globals, which the types of a page do not have. */
interface Work extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetch extends Work {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface Worker {
  addEventListener(type: 'install' | 'activate', listener: (event: Work) => void): void;
  addEventListener(type: 'fetch', listener: (event: Fetch) => void): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  readonly location: Location;
}

const worker = self as unknown as Worker;

const PREFIX = 'bellhop-shell-';
const CACHE = PREFIX + BUILD.version;
const PAGE = '/';
/** Marks the files of a build whose worker was in charge: others were kept and replaced before anybody used them. */
const USED = '/service-worker.js';

/** Paths that `index.html` answers. */
const isPage = (path: string): boolean =>
  path === '/' || path === '/app' || path.startsWith('/app/') || /^\/(sign-up|welcome|join|reset-password)$/.test(path);

worker.addEventListener('install', (event) => {
  event.waitUntil(keepShell());
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([removeOldCaches(), worker.clients.claim()]));
});

worker.addEventListener('message', ({ data }) => {
  if (data === 'skip-waiting') void worker.skipWaiting();
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== worker.location.origin) return;
  if (request.mode === 'navigate') {
    if (isPage(pathname)) event.respondWith(keptPage(request));
  } else if (pathname.startsWith('/assets/') || BUILD.shell.includes(pathname)) {
    event.respondWith(keptAsset(request));
  }
});

async function keepShell(): Promise<void> {
  const cache = await caches.open(CACHE);
  // Assets come from the browser's own cache if the page has just loaded them; all else may have changed.
  await cache.addAll(
    [PAGE, ...BUILD.shell].map(
      (path) => new Request(path, { cache: path.startsWith('/assets/') ? 'default' : 'no-cache' }),
    ),
  );
}

/** Keeps the build that was in use before this one: a tab that was opened with it still loads its pages from there. */
async function removeOldCaches(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  const used = await Promise.all(others.map(async (name) => (await (await caches.open(name)).match(USED)) && name));
  const previous = used.findLast((name) => name !== undefined) ?? others.at(-1);
  await Promise.all(others.filter((name) => name !== previous).map((name) => caches.delete(name)));
  await keep(USED, new Response());
}

async function keptPage(request: Request): Promise<Response> {
  return (await found(PAGE)) ?? fetch(request);
}

async function keptAsset(request: Request): Promise<Response> {
  const kept = await found(request);
  if (kept) return kept;
  const response = await fetch(request);
  // Only names with a hash always mean the same content.
  if (response.ok && new URL(request.url).pathname.startsWith('/assets/')) await keep(request, response.clone());
  return response;
}

/** A browser whose store is full or broken loads everything from the server, as without a worker. */
async function found(file: Request | string): Promise<Response | undefined> {
  try {
    return (await (await caches.open(CACHE)).match(file)) ?? (file === PAGE ? undefined : await caches.match(file));
  } catch {
    return undefined;
  }
}

async function keep(file: Request | string, response: Response): Promise<void> {
  try {
    await (await caches.open(CACHE)).put(file, response);
  } catch {
    // Asked of the server the next time, too.
  }
}
