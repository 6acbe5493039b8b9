/** Those who want to know that a value changed. */
export class Subscribers {
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    // Its own entry, so that the same function may listen twice and each let go for itself.
    const entry = (): void => listener();
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  };

  tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
