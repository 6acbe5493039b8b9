const SCRIPT = '/service-worker.js';
const PREFIX = 'bellhop-shell-';
/** How often a page that stays open looks for a new version, in milliseconds. */
const CHECK_MS = 60 * 60_000;

/**
 * Registers the service worker, which shows the dashboard from this browser's own copy of its files.
 * @param onNewVersion called when a newer build is ready; this tab keeps the old one until it is reloaded
 */
export function startShellWorker(onNewVersion: (reload: () => void) => void): void {
  const container = workers();
  if (!container || !import.meta.env.PROD) return;

  // By then another build may wait, or another tab may have started this one.
  const offer = () => onNewVersion(() => void reloadNewest());

  container.register(SCRIPT).then(
    (registration: ServiceWorkerRegistration | undefined) => {
      // A browser that blocks workers.
      if (!registration) return;
      if (registration.waiting && container.controller) offer();
      registration.addEventListener('updatefound', () => {
        const { installing } = registration;
        installing?.addEventListener('statechange', () => {
          // Without a controller it is the first one: nothing was there before.
          if (installing.state === 'installed' && container.controller) offer();
        });
      });
      setInterval(() => void lookForNewVersion(registration), CHECK_MS);
    },
    () => removeIfGone(),
  );
}

/** Missing without https, and in private windows of some browsers. */
const workers = () => (navigator as Partial<Navigator>).serviceWorker;

/** How long a reload waits for a newer build, in milliseconds. */
const WAIT_MS = 5_000;

/**
 * Reloads this tab with the newest build. A plain reload shows the one that is kept here, which may need files that the server
 * no longer has. Other tabs go on with the files they have, which the new worker keeps.
 */
export async function reloadNewest(container = workers(), reload = () => location.reload()): Promise<void> {
  const registration = await container?.getRegistration().catch(() => undefined);
  const waiting = registration && (registration.waiting ?? (await inTime(updated(registration))));
  if (!container || !waiting) return reload();
  container.addEventListener('controllerchange', () => reload(), { once: true });
  waiting.postMessage('skip-waiting');
}

/** Looks for a newer build. @returns its worker; nothing if this is the newest */
async function updated(registration: ServiceWorkerRegistration): Promise<ServiceWorker | null> {
  await registration.update().catch(() => undefined);
  const { installing } = registration;
  if (installing) {
    await new Promise((resolve) => installing.addEventListener('statechange', resolve, { once: true }));
  }
  return registration.waiting;
}

async function inTime<T>(work: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), WAIT_MS)));
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

async function lookForNewVersion(registration: ServiceWorkerRegistration): Promise<void> {
  try {
    await registration.update();
  } catch {
    await removeIfGone();
  }
}

/** Removes the worker and its files if the server has none: browsers would keep it for ever. */
async function removeIfGone(): Promise<void> {
  const response = await fetch(SCRIPT, { method: 'HEAD', cache: 'no-store' }).catch(() => undefined);
  if (response?.status !== 404 && response?.status !== 410) return;
  const registration = await navigator.serviceWorker.getRegistration();
  await registration?.unregister();
  for (const name of await caches.keys()) if (name.startsWith(PREFIX)) await caches.delete(name);
}
