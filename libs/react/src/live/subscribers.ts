/** Listeners for changes of a value. */
export class Subscribers {
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    // A new function, so that the same listener may be added twice and removed once.
    const entry = (): void => listener();
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  };

  tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
