import type { DurableEvent } from '@bellhop/protocol';
import type { Clock } from '../time/clock.js';
import type { Subscription } from './subscription.js';

/** A handler exceeded its subscription's timeout. */
export class DeliveryTimeoutError extends Error {
  override readonly name = 'DeliveryTimeoutError';

  constructor(timeoutMs: number) {
    super(`the handler took longer than ${timeoutMs} ms`);
  }
}

/** How an attempt ended. */
export type AttemptResult =
  | { readonly kind: 'handled' }
  | { readonly kind: 'failed'; readonly error: unknown }
  // Says nothing about the handler.
  | { readonly kind: 'cancelled' };

/**
 * One call of a subscription's handler. It ends after `timeoutMs` at the latest: on timeout or cancellation its signal
 * is aborted, and the handler is no longer awaited.
 */
export class Attempt {
  readonly #controller = new AbortController();
  #cancel: () => void = () => undefined;
  #settled: Promise<unknown> | undefined;

  constructor(
    private readonly clock: Pick<Clock, 'after'>,
    private readonly subscription: Subscription,
  ) {}

  /** Resolves when the handler ends by itself, even after a timeout; `undefined` once it has. */
  get settled(): Promise<unknown> | undefined {
    return this.#settled;
  }

  /**
   * @param event parses the event; an exception counts as a failed attempt
   * @param number counts from 1
   */
  async run(event: () => DurableEvent, number: number): Promise<AttemptResult> {
    const { handle, timeoutMs } = this.subscription;
    const { signal } = this.#controller;
    const cancelled = new Promise<AttemptResult>((resolve) => (this.#cancel = () => resolve({ kind: 'cancelled' })));
    let timedOut: (result: AttemptResult) => void = () => undefined;
    const outOfTime = new Promise<AttemptResult>((resolve) => (timedOut = resolve));
    const timer = this.clock.after(timeoutMs, () => {
      const error = new DeliveryTimeoutError(timeoutMs);
      timedOut({ kind: 'failed', error });
      this.#controller.abort(error);
    });
    const call = called(async () => handle(event(), { attempt: number, signal }));
    this.#settled = call.then(() => (this.#settled = undefined));
    try {
      return await Promise.race([cancelled, outOfTime, call]);
    } finally {
      timer.cancel();
    }
  }

  /** Aborts the signal and ends the attempt without a result. */
  cancel(reason: Error): void {
    this.#cancel();
    this.#controller.abort(reason);
  }
}

async function called(handle: () => Promise<void>): Promise<AttemptResult> {
  try {
    await handle();
    return { kind: 'handled' };
  } catch (error) {
    return { kind: 'failed', error };
  }
}
