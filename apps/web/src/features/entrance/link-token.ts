import { useSyncExternalStore } from 'react';

/** Pages that a mailed link leads to (PROTOCOL.md, "Accounts"). */
const LINKED_PAGES = ['/welcome', '/join', '/reset-password'];

let token: string | undefined;
const listeners = new Set<() => void>();

/**
 * Takes the token of a mailed link out of the address bar, so that it is neither in the history nor on somebody's screen
 * share. From here on it is in memory only. To be called before anything else reads the address.
 */
export function takeLinkToken(): void {
  take();
  // A second link of the same page, opened in the same tab, loads nothing.
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

/** It did what it was for. */
export function forgetLinkToken(): void {
  token = undefined;
  for (const listener of listeners) listener();
}

/** The token of the link that led here; undefined for who came another way, or loaded the page again. */
export function useLinkToken(): string | undefined {
  return useSyncExternalStore(subscribe, () => token);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
