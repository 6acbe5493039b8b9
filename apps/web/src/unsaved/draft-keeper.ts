import type { Draft, DraftForm, Drafts } from './drafts.js';
import type { Owner } from './stored-list.js';

/** How long after a key the draft is written, in milliseconds. */
const WRITE_AFTER_MS = 400;

export interface DraftTimers {
  readonly now: () => number;
  readonly newId: () => string;
  /** @returns a function that cancels it */
  after(delayMs: number, task: () => void): () => void;
}

export type DraftContent = Pick<Draft, 'title' | 'values' | 'base' | 'texts' | 'locale' | 'idempotencyKey' | 'version'>;

/** Writes the draft of one open form: each has its own, so two tabs with the same form keep both texts. */
export class DraftKeeper {
  #id: string;
  #content: DraftContent | undefined;
  #isWritten = false;
  #cancel: (() => void) | undefined;

  /** @param mayKeep whether drafts of this user may be written: not after they have signed out here */
  constructor(
    private readonly drafts: Drafts,
    private readonly owner: Owner,
    private readonly form: DraftForm,
    private readonly timers: DraftTimers,
    private readonly mayKeep: () => boolean,
  ) {
    this.#id = timers.newId();
  }

  get id(): string {
    return this.#id;
  }

  /** @param content undefined while the form shows nothing that is not saved */
  typed(content: DraftContent | undefined): void {
    this.#content = content;
    this.#cancel ??= this.timers.after(WRITE_AFTER_MS, () => this.flush());
  }

  /** Writes now: the page may be about to end. */
  flush(): void {
    if (!this.#cancel) return;
    this.#cancel();
    this.#cancel = undefined;
    if (this.#content && this.mayKeep()) {
      const draft = { ...this.form, ...this.#content, id: this.#id, at: this.timers.now() };
      this.#isWritten = this.drafts.put(this.owner, draft) || this.#isWritten;
    } else if (this.#isWritten) this.#remove();
  }

  /** Goes on with an earlier draft. What was typed until now stays a draft of its own. */
  continue(id: string): void {
    this.flush();
    this.#id = id;
    this.#isWritten = true;
    this.#content = undefined;
  }

  /** It is saved: there is nothing left to keep. */
  done(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#content = undefined;
    this.#remove();
  }

  #remove(): void {
    this.drafts.remove(this.owner, this.#id);
    this.#isWritten = false;
  }
}
