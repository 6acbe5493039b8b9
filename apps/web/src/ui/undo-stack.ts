/** How long a change can be taken back, in milliseconds. */
export const UNDO_MS = 10_000;

export interface Undoable {
  readonly id: string;
  /** Takes it back. */
  readonly undo: () => void;
  /** Called when it can no longer be taken back, or has been. */
  readonly onEnd: () => void;
}

/** The place of a change whose write is under way. */
export interface UndoPlace {
  /**
   * The change was made: it can be taken back from now on.
   * @returns false if nobody can: it was taken back at once, as asked for meanwhile, or the stack has been cleared
   */
  readonly fill: (entry: Undoable) => boolean;
  /** The change was not made. Without effect on a place that was filled. */
  readonly release: () => void;
}

interface Change {
  /** Undefined while its write is under way. */
  entry: Undoable | undefined;
  cancel: () => void;
}

/** The changes that can be taken back right now: the newest first, each once. */
export class UndoStack {
  #open: Change[] = [];
  /** To be taken back as soon as they are made. */
  readonly #wanted = new Set<Change>();

  /** @param after runs a task later; returns a function that cancels it */
  constructor(private readonly after: (delayMs: number, task: () => void) => () => void) {}

  get size(): number {
    return this.#open.length;
  }

  /** Keeps a place for a change from its beginning: without it, Ctrl+Z would take an earlier one back until the server has responded. */
  reserve(): UndoPlace {
    const change: Change = { entry: undefined, cancel: () => undefined };
    this.#open.push(change);
    return {
      fill: (entry) => this.#fill(change, entry),
      release: () => {
        if (change.entry) return;
        this.#wanted.delete(change);
        this.#end(change);
      },
    };
  }

  /** @param id the newest one without it @returns whether there was something to take back */
  undo(id?: string): boolean {
    const change = id === undefined ? this.#open.at(-1) : this.#open.find(({ entry }) => entry?.id === id);
    if (!change) return false;
    this.#end(change);
    if (change.entry) change.entry.undo();
    else this.#wanted.add(change);
    return true;
  }

  /** Ends all: nobody can take them back any more. */
  clear(): void {
    this.#wanted.clear();
    for (const change of [...this.#open]) this.#end(change);
  }

  #fill(change: Change, entry: Undoable): boolean {
    if (this.#wanted.delete(change)) {
      entry.undo();
      return false;
    }
    if (!this.#open.includes(change)) return false;
    change.entry = entry;
    change.cancel = this.after(UNDO_MS, () => this.#end(change));
    return true;
  }

  #end(change: Change): void {
    if (!this.#open.includes(change)) return;
    this.#open = this.#open.filter((other) => other !== change);
    change.cancel();
    change.entry?.onEnd();
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
