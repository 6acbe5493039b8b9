/** Time without typing after which a search begins, in milliseconds. */
const TYPING_MS = 300;

/**
 * The text of a search field. What is typed is searched for after a pause, or at once when the field is left. When something else is
 * searched for meanwhile, as after a step back in the history, the field shows that, and forgets what was typed.
 */
export class SearchText {
  readonly #listeners = new Set<() => void>();
  #text: string;
  #value: string;
  /** Searches that were begun and are not yet the page's. */
  #begun: readonly string[] = [];
  #pending: { readonly cancel: () => void; readonly begin: () => void } | undefined;

  /**
   * @param value what is searched for at first
   * @param after runs a task later; returns a function that cancels it
   */
  constructor(
    value: string,
    private readonly after: (delayMs: number, task: () => void) => () => void,
  ) {
    this.#text = value;
    this.#value = value;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  readonly text = (): string => this.#text;

  /** @param search begins a search; undefined for no text */
  type(text: string, search: (text: string | undefined) => void): void {
    this.cancel();
    this.#show(text);
    const begin = () => {
      this.cancel();
      const words = text.trim();
      if (words === (this.#begun.at(-1) ?? this.#value)) return;
      this.#begun = [...this.#begun, words];
      search(words || undefined);
    };
    this.#pending = { begin, cancel: this.after(TYPING_MS, begin) };
  }

  /** Begins the search that waits for more typing. */
  flush(): void {
    this.#pending?.begin();
  }

  /** @param value what the page searches for now */
  follow(value: string): void {
    if (value === this.#value) return;
    this.#value = value;
    const own = this.#begun.indexOf(value);
    this.#begun = this.#begun.slice(own + 1);
    if (own !== -1) return;
    this.#begun = [];
    this.cancel();
    this.#show(value);
  }

  cancel(): void {
    this.#pending?.cancel();
    this.#pending = undefined;
  }

  #show(text: string): void {
    this.#text = text;
    for (const listener of [...this.#listeners]) listener();
  }
}
