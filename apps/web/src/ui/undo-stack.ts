/** How long a change can be taken back, in milliseconds. */
export const UNDO_MS = 10_000;

export interface Undoable {
  readonly id: string;
  /** Takes it back. */
  readonly undo: () => void;
  /** Called when it can no longer be taken back, or has been. */
  readonly onEnd: () => void;
}

/** The changes that can be taken back right now: the newest first, each once. */
export class UndoStack {
  #open: { readonly entry: Undoable; readonly cancel: () => void }[] = [];

  /** @param after runs a task later; returns a function that cancels it */
  constructor(private readonly after: (delayMs: number, task: () => void) => () => void) {}

  get size(): number {
    return this.#open.length;
  }

  push(entry: Undoable): void {
    this.#open.push({ entry, cancel: this.after(UNDO_MS, () => this.#end(entry.id)) });
  }

  /** @param id the newest one without it @returns whether there was something to take back */
  undo(id = this.#open.at(-1)?.entry.id): boolean {
    const entry = this.#end(id);
    entry?.undo();
    return entry !== undefined;
  }

  /** Ends all: nobody can take them back any more. */
  clear(): void {
    for (const { entry } of [...this.#open]) this.#end(entry.id);
  }

  #end(id: string | undefined): Undoable | undefined {
    const found = this.#open.find(({ entry }) => entry.id === id);
    if (!found) return undefined;
    this.#open = this.#open.filter((other) => other !== found);
    found.cancel();
    found.entry.onEnd();
    return found.entry;
  }
}

/** Whether a key stroke is Ctrl+Z, or ⌘Z, outside of a text field, which has an undo of its own. */
export function isUndoKey(
  event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>,
  isTyping: boolean,
): boolean {
  return letterOf(event) === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && !isTyping;
}

/** An Arabic or Greek keyboard has no Latin letters: there it is the key at the same place. */
const letterOf = ({ key, code }: Pick<KeyboardEvent, 'key' | 'code'>): string =>
  /^[a-z]$/i.test(key) ? key.toLowerCase() : code.replace(/^Key/, '').toLowerCase();
