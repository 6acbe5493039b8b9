import { describe, expect, it } from '@jest/globals';
import { Store } from './store.js';

describe('a store', () => {
  it('notifies only of changes, and keeps the object without one', () => {
    const store = new Store({ a: 1, b: 2 }, () => undefined);
    let told = 0;
    const unsubscribe = store.subscribe(() => (told += 1));
    const before = store.getSnapshot();
    store.become({ a: 1, b: 2 });
    expect(store.getSnapshot()).toBe(before);
    expect(told).toBe(0);
    store.become({ a: 1, b: 3 });
    expect(store.getSnapshot()).toEqual({ a: 1, b: 3 });
    expect(told).toBe(1);
    unsubscribe();
    store.become({ a: 2, b: 3 });
    expect(told).toBe(1);
  });

  it('notifies every listener, whichever of them throws or leaves meanwhile', () => {
    const errors: unknown[] = [];
    const store = new Store({ a: 1 }, (error) => errors.push(error));
    const told: string[] = [];
    const leave = store.subscribe(() => {
      told.push('first');
      leave();
      throw new Error('of the first');
    });
    const second = (): void => void told.push('second');
    store.subscribe(second);
    const leaveOnce = store.subscribe(second);
    leaveOnce();
    leaveOnce();
    store.become({ a: 2 });
    store.become({ a: 3 });
    expect(told).toEqual(['first', 'second', 'second']);
    expect(errors).toEqual([new Error('of the first')]);
  });
});
