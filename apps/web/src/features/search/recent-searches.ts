import { personalKey, type TextStorage } from '../../unsaved/text-storage.js';

const KEPT = 5;

/** What a user last found something with, newest first; in this browser only. */
export class RecentSearches {
  constructor(
    private readonly storage: TextStorage,
    private readonly userId: string,
  ) {}

  read(): readonly string[] {
    try {
      const kept: unknown = JSON.parse(this.storage.read(personalKey('searches', this.userId)) ?? '[]');
      return Array.isArray(kept) ? kept.filter((text) => typeof text === 'string').slice(0, KEPT) : [];
    } catch {
      return [];
    }
  }

  add(text: string): void {
    const query = text.trim();
    if (query === '') return;
    const others = this.read().filter((other) => other.toLowerCase() !== query.toLowerCase());
    this.storage.write(personalKey('searches', this.userId), JSON.stringify([query, ...others].slice(0, KEPT)));
  }
}
