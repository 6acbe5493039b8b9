import { describe, expect, it } from '@jest/globals';
import { initialsOf } from './initials.js';

describe('initials', () => {
  it.each([
    ['Marta Sousa', 'MS'],
    ['Marta de Sousa', 'MS'],
    ['  ines  ', 'I'],
    ['Zoë (night desk)', 'ZD'],
    ['“Bo” Li', 'BL'],
    // One letter of two code points, and one of two UTF-16 units.
    ['E\u0301lise Roy', 'E\u0301R'],
    ['𝒜da', '𝒜'],
    ['李 小龙', '李小'],
    ['محمد علي', 'مع'],
    ['', ''],
    ['-', '-'],
  ])('of %j are %j', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});
