/** Returns an abort controller that follows `signal` and can also abort on its own. `unlink` stops following. */
export function linkedAbort(signal: AbortSignal): AbortController & { readonly unlink: () => void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort);
  return Object.assign(controller, { unlink: () => signal.removeEventListener('abort', abort) });
}
