import type { Viewer } from '../application/viewer.js';
import type { AccessEnd, AccessListener } from './access.js';
import type { View, ViewFilter } from './view.js';

/** How a reader reads; counted apart. */
export type ReaderKind = 'stream' | 'poll';

/**
 * A reader's place in the roster, taken when its request is let in. It is told of what happens to its rights once it
 * listens; an end that came before is told then.
 */
export class Seat {
  #listener: AccessListener | undefined;
  #ended: AccessEnd | undefined;
  /** Its rights changed before anybody listened. */
  #isUntold = false;

  constructor(
    readonly viewer: Viewer,
    readonly kind: ReaderKind,
    readonly filter: ViewFilter,
    private current: View,
    private readonly onLeave: (seat: Seat) => void,
  ) {}

  /** What the reader may see right now; looked at whenever something is handed over. */
  get view(): View {
    return this.current;
  }

  listen(listener: AccessListener): void {
    this.#listener = listener;
    if (this.#ended) listener.accessEnded(this.#ended);
    else if (this.#isUntold) this.#tell(listener);
  }

  leave(): void {
    this.#listener = undefined;
    this.onLeave(this);
  }

  /** For the roster: from here on it sees `view`. */
  see(view: View): void {
    this.current = view;
    if (this.#listener) this.#tell(this.#listener);
    else this.#isUntold = true;
  }

  /** For the roster: it may see nothing any more. */
  end(reason: AccessEnd): void {
    this.#ended = reason;
    this.#listener?.accessEnded(reason);
  }

  #tell(listener: AccessListener): void {
    this.#isUntold = false;
    const { domains, propertyIds } = this.current;
    listener.accessChanged({
      domains: [...domains],
      propertyIds: propertyIds === 'all' ? 'all' : [...propertyIds],
    });
  }
}
