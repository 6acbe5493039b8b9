import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { ResourceKey } from 'i18next';
import { i18n } from '../language/messages.js';
import { aRow, countOfRows, fieldName, kindName, theRow, valueName } from './row-words.js';

const file = new URL('../../../../libs/hotel/messages/de/rows.json', import.meta.url);
const rows = JSON.parse(readFileSync(file, 'utf8')) as ResourceKey;

beforeAll(() => i18n.init({ lng: 'de', resources: { de: { rows } } }));
// Specs of one process share it.
afterAll(() => i18n.init({ lng: 'en', resources: {} }));

it('names rows, fields and values in the language of the reader', () => {
  expect([kindName('task'), aRow('task'), theRow('user')]).toEqual(['Aufgabe', 'eine Aufgabe', 'den Benutzer']);
  expect([countOfRows('task', 1), countOfRows('task', 12)]).toEqual(['1 Aufgabe', '12 Aufgaben']);
  expect([fieldName('task', 'dueOn'), fieldName('revenue', 'amountMinor')]).toEqual(['Fällig', 'Betrag']);
  expect(valueName('task', 'status', 'in_progress')).toBe('In Arbeit');
});

it('has words for what a newer server has added', () => {
  expect([kindName('lostItem'), countOfRows('lostItem', 3)]).toEqual(['Lost item', 'Lost item: 3']);
  expect([fieldName('task', 'guestId'), valueName('task', 'status', 'on_hold')]).toEqual(['Guest', 'On hold']);
});
