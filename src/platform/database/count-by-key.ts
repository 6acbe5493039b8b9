/** Returns a number per key: `{ open: 3, done: 0 }`. */
export const countByKey = <const K extends string>(keys: readonly K[], count: (key: K) => number): Record<K, number> =>
  Object.fromEntries(keys.map((key) => [key, count(key)])) as Record<K, number>;
