import { browserEnvironment, type Environment, type Timer, type Unsubscribe } from '@bellhop/client';
import { useSyncExternalStore } from 'react';

const MINUTE_MS = 60_000;

/** Calls its listeners at every full minute while there are any. Days begin at one in every time zone. */
export class Minutes {
  readonly #listeners = new Set<() => void>();
  #timer: Timer | undefined;

  constructor(private readonly environment: Pick<Environment, 'now' | 'after'>) {}

  readonly now = (): number => this.environment.now();

  readonly subscribe = (listener: () => void): Unsubscribe => {
    this.#listeners.add(listener);
    this.#timer ??= this.#next();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#timer?.cancel();
      this.#timer = undefined;
    };
  };

  #next(): Timer {
    return this.environment.after(MINUTE_MS - (this.now() % MINUTE_MS), () => {
      this.#timer = this.#next();
      for (const listener of [...this.#listeners]) listener();
    });
  }
}

const minutes = new Minutes(browserEnvironment());

/** Returns a text that depends on the time; the component renders again in the minute in which it changes. */
export const useAtMinute = (read: (now: number) => string): string =>
  useSyncExternalStore(minutes.subscribe, () => read(minutes.now()));
