/** Time to the next attempt, in milliseconds; doubled after each that left something. */
const SOON_MS = 5_000;
const LATEST_MS = 60_000;

export interface Sending {
  readonly hasWaiting: () => boolean;
  /** Tells when something was added. */
  readonly subscribe: (listener: () => void) => () => void;
  readonly send: () => Promise<void>;
  /** @returns a function that cancels it */
  readonly after: (delayMs: number, task: () => void) => () => void;
}

/**
 * Sends what waits, now and for as long as something does: a request may get no response, or a busy server's, although the
 * connection for events never breaks.
 * @returns a function that ends it
 */
export function keepSending({ hasWaiting, subscribe, send, after }: Sending): () => void {
  let failures = 0;
  let isSending = false;
  let isOver = false;
  let cancel: (() => void) | undefined;

  const plan = (): void => {
    if (isOver || isSending || cancel || !hasWaiting()) return;
    cancel = after(Math.min(SOON_MS * 2 ** failures, LATEST_MS), () => void attempt());
  };
  const attempt = async (): Promise<void> => {
    cancel = undefined;
    isSending = true;
    await send().catch(() => undefined);
    isSending = false;
    failures = hasWaiting() ? failures + 1 : 0;
    plan();
  };

  const unsubscribe = subscribe(plan);
  void attempt();
  return () => {
    isOver = true;
    cancel?.();
    unsubscribe();
  };
}
