import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { piecesOf, rankOf } from './matching.js';

const marked = (text: string, query: string): string =>
  piecesOf(text, query)
    .map((piece) => (piece.isMatch ? `[${piece.text}]` : piece.text))
    .join('');

describe('what is looked for', () => {
  it('is found whatever the case and the accents, best at the beginning, then at that of a word', () => {
    expect(rankOf('Élodie Garnier', 'elo')).toBe(0);
    expect(rankOf('Go to Tasks', 'TASK')).toBe(1);
    expect(rankOf('Multitasking', 'task')).toBe(2);
    expect(rankOf('Tasks', 'users')).toBeUndefined();
    expect(rankOf('Dark', 'theme dark', ['Theme'])).toBe(2);
    expect(rankOf('Anything', '')).toBe(0);
  });

  it('is marked in the text as it is written', () => {
    expect(marked('Élodie’s élan', 'el')).toBe('[Él]odie’s [él]an');
    expect(marked('Lift 204: the lift is stuck', 'lift 204')).toBe('[Lift] [204]: the [lift] is stuck');
    expect(marked('İstanbul', 'ist')).toBe('[İst]anbul');
    expect(marked('aaab', 'aab')).toBe('a[aab]');
    expect(marked('مصعد معطل', 'معطل')).toBe('مصعد [معطل]');
    expect(marked('Nothing', '')).toBe('Nothing');
  });

  it('never changes the text, whatever it is', () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 });
    fc.assert(
      fc.property(text, text, (given, query) => {
        expect(
          piecesOf(given, query)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(given);
      }),
      { seed: 13, numRuns: 200 },
    );
  });
});
