const SCRIPT = '/service-worker.js';
const PREFIX = 'bellhop-shell-';
/** How often a page that stays open looks for a new version, in milliseconds. */
const CHECK_MS = 60 * 60_000;

/**
 * Registers the service worker, which shows the dashboard from this browser's own copy of its files.
 * @param onNewVersion called when a newer build is ready; this tab keeps the old one until it is reloaded
 */
export function startShellWorker(onNewVersion: (reload: () => void) => void): void {
  // Missing without https, and in private windows of some browsers.
  const container = 'serviceWorker' in navigator ? navigator.serviceWorker : undefined;
  if (!container || !import.meta.env.PROD) return;

  const offer = (waiting: ServiceWorker) =>
    onNewVersion(() => {
      // Other tabs go on with the files they have, which the new worker keeps.
      container.addEventListener('controllerchange', () => location.reload(), { once: true });
      waiting.postMessage('skip-waiting');
    });

  container.register(SCRIPT).then(
    (registration: ServiceWorkerRegistration | undefined) => {
      // A browser that blocks workers.
      if (!registration) return;
      if (registration.waiting && container.controller) offer(registration.waiting);
      registration.addEventListener('updatefound', () => {
        const { installing } = registration;
        installing?.addEventListener('statechange', () => {
          // Without a controller it is the first one: nothing was there before.
          if (installing.state === 'installed' && container.controller) offer(installing);
        });
      });
      setInterval(() => void lookForNewVersion(registration), CHECK_MS);
    },
    () => removeIfGone(),
  );
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
