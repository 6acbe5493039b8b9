import { expect, test } from '@jest/globals';
import { MemoryStorage } from '../../unsaved/text-storage.js';
import { personalKey } from '../../unsaved/text-storage.js';
import { RecentSearches } from './recent-searches.js';

test('the last searches are kept per user, newest first and once each', () => {
  const storage = new MemoryStorage();
  const ana = new RecentSearches(storage, 'ana');
  for (const text of ['lift', ' ', 'room 204', 'one', 'two', 'Lift ', 'three']) ana.add(text);
  expect(ana.read()).toEqual(['three', 'Lift', 'two', 'one', 'room 204']);
  expect(new RecentSearches(storage, 'ben').read()).toEqual([]);
});

test('what is not a list of texts is no search', () => {
  const storage = new MemoryStorage();
  const ana = new RecentSearches(storage, 'ana');
  for (const text of ['{', '{"a":1}', '[1, null, "lift"]']) {
    storage.write(personalKey('searches', 'ana'), text);
    expect(ana.read()).toEqual(text.startsWith('[') ? ['lift'] : []);
  }
});
