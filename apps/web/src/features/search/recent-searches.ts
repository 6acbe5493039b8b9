import type { TextStorage } from '../../unsaved/text-storage.js';

const KEPT = 5;

/** Everything under this prefix is forgotten when its user signs out. */
export const recentKey = (userId: string): string => `bellhop-searches-${userId}`;

/** What a user last found something with, newest first; in this browser only. */
export class RecentSearches {
  constructor(
    private readonly storage: TextStorage,
    private readonly userId: string,
  ) {}

  read(): readonly string[] {
    try {
      const kept: unknown = JSON.parse(this.storage.read(recentKey(this.userId)) ?? '[]');
      return Array.isArray(kept) ? kept.filter((text) => typeof text === 'string').slice(0, KEPT) : [];
    } catch {
      return [];
    }
  }

  add(text: string): void {
    const query = text.trim();
    if (query === '') return;
    const others = this.read().filter((other) => other.toLowerCase() !== query.toLowerCase());
    this.storage.write(recentKey(this.userId), JSON.stringify([query, ...others].slice(0, KEPT)));
  }
}
