import { describe, expect, it } from '@jest/globals';
import { keepSending } from './keep-sending.js';

/** An outbox with saves that are counted only, and a clock that is moved by hand. */
class Desk {
  waiting = 0;
  isReachable = true;
  readonly delays: number[] = [];
  #due: (() => void) | undefined;
  #listener: () => void = () => undefined;

  readonly stop: () => void;

  constructor(waiting: number, isReachable: boolean) {
    this.waiting = waiting;
    this.isReachable = isReachable;
    this.stop = keepSending({
      hasWaiting: () => this.waiting > 0,
      subscribe: (listener) => {
        this.#listener = listener;
        return () => (this.#listener = () => undefined);
      },
      send: async () => {
        await Promise.resolve();
        if (this.isReachable) this.waiting = 0;
      },
      after: (delayMs, task) => {
        this.delays.push(delayMs);
        this.#due = task;
        return () => (this.#due = undefined);
      },
    });
  }

  get isPlanned(): boolean {
    return this.#due !== undefined;
  }

  async pass(): Promise<void> {
    const task = this.#due;
    this.#due = undefined;
    task?.();
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  }

  add(): void {
    this.waiting += 1;
    this.#listener();
  }
}

describe('keepSending', () => {
  it('sends at once, and nothing while nothing waits', async () => {
    const desk = new Desk(1, true);
    await desk.pass();
    expect([desk.waiting, desk.isPlanned]).toEqual([0, false]);
  });

  it('sends what was added although the connection was there all the time', async () => {
    const desk = new Desk(0, true);
    await desk.pass();
    desk.add();
    desk.add();
    expect(desk.delays).toEqual([5_000]);
    await desk.pass();
    expect([desk.waiting, desk.isPlanned]).toEqual([0, false]);
  });

  it('tries again ever later while there is no response, and soon after one', async () => {
    const desk = new Desk(1, false);
    for (let attempt = 0; attempt < 6; attempt += 1) await desk.pass();
    expect(desk.delays).toEqual([10_000, 20_000, 40_000, 60_000, 60_000, 60_000]);
    desk.isReachable = true;
    await desk.pass();
    desk.add();
    expect(desk.delays.at(-1)).toBe(5_000);
  });

  it('ends with its page, also while it sends', async () => {
    const desk = new Desk(1, false);
    desk.stop();
    await desk.pass();
    desk.add();
    expect(desk.isPlanned).toBe(false);
  });
});
