import { expect, it } from '@jest/globals';
import { inWords } from './in-words.js';

it.each([
  ['in_progress', 'In progress'],
  ['dueOn', 'Due on'],
  ['room', 'Room'],
])('%s is %s in words', (name, words) => expect(inWords(name)).toBe(words));
