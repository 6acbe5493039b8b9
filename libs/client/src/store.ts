import type { Unsubscribe } from './environment/environment.js';

/** Listeners. An exception of one does not stop the others. */
export class Listeners<A extends readonly unknown[]> {
  readonly #listeners = new Set<(...args: A) => void>();

  constructor(private readonly report: (error: unknown) => void) {}

  add(listener: (...args: A) => void): Unsubscribe {
    // A new function, so that the same listener may be added twice and removed once.
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

/** A value for `useSyncExternalStore`: the same object as long as nothing changes. */
export class Store<T extends object> {
  #snapshot: T;
  readonly #listeners: Listeners<[]>;

  constructor(initial: T, report: (error: unknown) => void) {
    this.#snapshot = Object.freeze(initial);
    this.#listeners = new Listeners(report);
  }

  readonly getSnapshot = (): T => this.#snapshot;

  readonly subscribe = (listener: () => void): Unsubscribe => this.#listeners.add(listener);

  /** Replaces the value and notifies the listeners, if any property differs. */
  become(next: T): void {
    const before = this.#snapshot;
    const keys = new Set([...Object.keys(before), ...Object.keys(next)]) as Set<keyof T>;
    if ([...keys].every((key) => Object.is(before[key], next[key]))) return;
    this.#snapshot = Object.freeze(next);
    this.#listeners.tell();
  }
}
