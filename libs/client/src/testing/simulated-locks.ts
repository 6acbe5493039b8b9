import type { LockOptions, TabLocks } from '../environment/environment.js';

interface Request {
  readonly owner: object;
  readonly grant: () => void;
  readonly reject: (error: Error) => void;
}

const abortError = (): DOMException => new DOMException('The lock request was aborted', 'AbortError');

/**
 * The Web Locks of a browser: a queue per name. A lock is held until its task settles, it is stolen, or its tab
 * crashes.
 */
export class SimulatedLocks {
  readonly #held = new Map<string, Request>();
  readonly #queues = new Map<string, Request[]>();

  /**
   * @param owner the tab, for {@link release}
   * @param deliver runs a callback in the tab: later, if it is frozen
   */
  of(owner: object, deliver: (task: () => void) => void): TabLocks {
    return {
      request: <T>(name: string, { steal = false, signal }: LockOptions, task: () => Promise<T>): Promise<T> =>
        new Promise<T>((resolve, reject) => {
          const fail = (error: Error): void => deliver(() => reject(error));
          const request: Request = {
            owner,
            reject: fail,
            grant: () => {
              signal?.removeEventListener('abort', onAbort);
              deliver(() => {
                void task()
                  .then(resolve, reject)
                  .finally(() => this.#free(name, request));
              });
            },
          };
          const onAbort = (): void => {
            this.#forget(name, request);
            reject(abortError());
          };
          if (signal?.aborted) return onAbort();
          signal?.addEventListener('abort', onAbort);
          this.#ask(name, request, steal);
        }),
      isHeld: (prefix) =>
        new Promise((resolve) => {
          const isHeld = [...this.#held.keys()].some((name) => name.startsWith(prefix));
          deliver(() => resolve(isHeld));
        }),
    };
  }

  /** Releases the locks of a closed tab. */
  release(owner: object): void {
    for (const [name, queue] of this.#queues) {
      this.#queues.set(
        name,
        queue.filter((request) => request.owner !== owner),
      );
    }
    for (const [name, request] of [...this.#held]) if (request.owner === owner) this.#free(name, request);
  }

  #ask(name: string, request: Request, steal: boolean): void {
    const holder = this.#held.get(name);
    if (!holder) return this.#grant(name, request);
    if (steal) {
      this.#held.delete(name);
      holder.reject(abortError());
      return this.#grant(name, request);
    }
    this.#queues.set(name, [...(this.#queues.get(name) ?? []), request]);
  }

  #grant(name: string, request: Request): void {
    this.#held.set(name, request);
    request.grant();
  }

  #free(name: string, request: Request): void {
    if (this.#held.get(name) !== request) return;
    this.#held.delete(name);
    const [next, ...rest] = this.#queues.get(name) ?? [];
    this.#queues.set(name, rest);
    if (next) this.#grant(name, next);
  }

  #forget(name: string, request: Request): void {
    const queue = this.#queues.get(name) ?? [];
    this.#queues.set(
      name,
      queue.filter((other) => other !== request),
    );
  }
}
