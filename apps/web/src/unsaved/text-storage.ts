/** A store of texts that outlives the page. Losing the store must not break what uses it, so nothing here throws. */
export interface TextStorage {
  keys(prefix: string): readonly string[];
  read(key: string): string | undefined;
  /** @returns whether it was kept: a full or forbidden store keeps nothing */
  write(key: string, text: string): boolean;
  remove(key: string): void;
  /** Reports changes by other tabs. */
  onChange(listener: () => void): () => void;
}

/** Key of what a browser keeps for a user, and forgets when they sign out. */
export const personalKey = (kind: 'searches', userId: string): string => `bellhop-${kind}-${userId}`;

/** Keeps texts as long as the page lives. */
export class MemoryStorage implements TextStorage {
  readonly #texts = new Map<string, string>();

  /** @param capacity number of characters of all texts together */
  constructor(private readonly capacity = Infinity) {}

  keys(prefix: string): readonly string[] {
    return [...this.#texts.keys()].filter((key) => key.startsWith(prefix));
  }

  read(key: string): string | undefined {
    return this.#texts.get(key);
  }

  write(key: string, text: string): boolean {
    const others = [...this.#texts].filter(([other]) => other !== key).reduce((sum, [, { length }]) => sum + length, 0);
    if (others + text.length > this.capacity) return false;
    this.#texts.set(key, text);
    return true;
  }

  remove(key: string): void {
    this.#texts.delete(key);
  }

  onChange(): () => void {
    return () => undefined;
  }
}

/** localStorage, which all tabs share and which is written before the page may be killed. */
class LocalStorage implements TextStorage {
  keys(prefix: string): readonly string[] {
    return attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(prefix)), []);
  }

  read(key: string): string | undefined {
    return attempt(() => localStorage.getItem(key) ?? undefined, undefined);
  }

  write(key: string, text: string): boolean {
    return attempt(() => {
      localStorage.setItem(key, text);
      return true;
    }, false);
  }

  remove(key: string): void {
    attempt(() => localStorage.removeItem(key), undefined);
  }

  onChange(listener: () => void): () => void {
    window.addEventListener('storage', listener);
    return () => window.removeEventListener('storage', listener);
  }
}

/** Returns localStorage; in a browser that denies it, such as in private windows, the page's own memory. */
export function browserStorage(): TextStorage {
  const storage = new LocalStorage();
  const probe = 'bellhop-probe';
  const isKept = storage.write(probe, '1');
  storage.remove(probe);
  // A full one has entries: what waits there must still be found and sent.
  return isKept || storage.keys('').length > 0 ? storage : new MemoryStorage();
}

/** A browser may throw at each access: denied, or full. */
function attempt<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch {
    return otherwise;
  }
}
