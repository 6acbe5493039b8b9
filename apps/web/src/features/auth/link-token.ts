import { useSyncExternalStore } from 'react';

/** Targets of mailed links (PROTOCOL.md, "Accounts"). */
const LINKED_PAGES = ['/welcome', '/join', '/reset-password'];

let token: string | undefined;
const listeners = new Set<() => void>();

/**
 * Removes the token of a mailed link from the address bar, so that it appears neither in the history nor in a screen
 * share, and keeps it in memory only. Call it before anything else reads the address.
 */
export function takeLinkToken(): void {
  take();
  // A second link to the same page, opened in the same tab, does not load the page again.
  window.addEventListener('hashchange', take);
}

function take(): void {
  const { hash, pathname, search } = window.location;
  const found = new URLSearchParams(hash.slice(1)).get('token');
  if (!found || !LINKED_PAGES.includes(pathname)) return;
  window.history.replaceState(window.history.state, '', pathname + search);
  token = found;
  for (const listener of listeners) listener();
}

/** Drops the token after its use. */
export function forgetLinkToken(): void {
  token = undefined;
  for (const listener of listeners) listener();
}

/** Returns the token of the mailed link; undefined if the page was opened another way, or reloaded. */
export function useLinkToken(): string | undefined {
  return useSyncExternalStore(subscribe, () => token);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
