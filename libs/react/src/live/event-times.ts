import { Subscribers } from './subscribers.js';

/** Times of the last event of each domain in this tab. */
export class EventTimes {
  readonly #times = new Map<string, number>();
  readonly #subscribers = new Subscribers();

  readonly subscribe = this.#subscribers.subscribe;

  /** In Unix milliseconds; undefined before the first. */
  of(domain: string): number | undefined {
    return this.#times.get(domain);
  }

  set(domain: string, at: number): void {
    this.#times.set(domain, at);
    this.#subscribers.tell();
  }
}
