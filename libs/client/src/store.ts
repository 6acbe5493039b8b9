import type { Unsubscribe } from './environment/environment.js';

/** Those who want to be told. One that throws does not keep the others from being told. */
export class Listeners<A extends readonly unknown[]> {
  readonly #listeners = new Set<(...args: A) => void>();

  constructor(private readonly report: (error: unknown) => void) {}

  add(listener: (...args: A) => void): Unsubscribe {
    // Its own entry, so that the same function may listen twice and each let go for itself.
    const entry = (...args: A): void => listener(...args);
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  tell(...args: A): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(...args);
      } catch (error) {
        this.report(error);
      }
    }
  }
}

/** A value that changes over time, as `useSyncExternalStore` wants it: the same object for as long as nothing changed. */
export class Store<T extends object> {
  #snapshot: T;
  readonly #listeners: Listeners<[]>;

  constructor(initial: T, report: (error: unknown) => void) {
    this.#snapshot = Object.freeze(initial);
    this.#listeners = new Listeners(report);
  }

  readonly getSnapshot = (): T => this.#snapshot;

  readonly subscribe = (listener: () => void): Unsubscribe => this.#listeners.add(listener);

  /** Takes over what is different in `next`; tells the listeners if anything is. */
  become(next: T): void {
    const before = this.#snapshot;
    const keys = new Set([...Object.keys(before), ...Object.keys(next)]) as Set<keyof T>;
    if ([...keys].every((key) => Object.is(before[key], next[key]))) return;
    this.#snapshot = Object.freeze(next);
    this.#listeners.tell();
  }
}
