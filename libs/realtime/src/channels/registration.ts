import type { Viewer } from '../application/viewer.js';
import type { AccessEnd, AccessListener } from './access.js';
import type { View, ViewFilter } from './view.js';

/** Transport of a subscription; each is counted separately. */
export type Transport = 'stream' | 'poll';

/**
 * An entry in the session registry, made when a request is admitted. Its listener is notified of changed rights,
 * including an end that came before it listened.
 */
export class Registration {
  #listener: AccessListener | undefined;
  #ended: AccessEnd | undefined;
  /** Its rights changed before there was a listener. */
  #isUntold = false;

  constructor(
    readonly viewer: Viewer,
    readonly transport: Transport,
    readonly filter: ViewFilter,
    private current: View,
    private readonly onRelease: (registration: Registration) => void,
  ) {}

  /** What the user may see now; read for each delivery. */
  get view(): View {
    return this.current;
  }

  listen(listener: AccessListener): void {
    this.#listener = listener;
    if (this.#ended) listener.accessEnded(this.#ended);
    else if (this.#isUntold) this.#tell(listener);
  }

  release(): void {
    this.#listener = undefined;
    this.onRelease(this);
  }

  /** Called by the registry with a new view. */
  setView(view: View): void {
    this.current = view;
    if (this.#listener) this.#tell(this.#listener);
    else this.#isUntold = true;
  }

  /** Called by the registry when all rights end. */
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
