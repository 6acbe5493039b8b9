import { describe, expect, it } from '@jest/globals';
import { KeyReader, type PressedKey } from './key-reader.js';
import { shortcutsFor } from './shortcuts.js';

const SHORTCUTS = shortcutsFor(['/app/finance', '/app/tasks', '/app/activity', '/app/audit']);

const press = (key: string, more: Partial<PressedKey> = {}): PressedKey => ({
  ...{
    key,
    code: '',
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    isComposing: false,
    repeat: false,
  },
  ...{ isTaken: false, at: 0 },
  ...more,
});
/** What the last of some keys does. */
const last = (keys: readonly PressedKey[], isOn = true): string | undefined => {
  const reader = new KeyReader(SHORTCUTS);
  const command = keys.map((key) => reader.read(key, isOn)).at(-1);
  return command?.path ?? command?.does;
};

describe('the keyboard', () => {
  it('does what the list of shortcuts says', () => {
    for (const { does, keys, path } of SHORTCUTS) {
      const pressed = keys.map((key) => press(key, { ctrlKey: keys[0] === 'ctrl' }));
      // Dialogs and menus close themselves.
      if (does !== 'close') expect([keys, last(pressed)]).toEqual([keys, path ?? does]);
    }
  });

  it('has a letter of its own for every page', () => {
    const goTo = SHORTCUTS.filter(({ does }) => does === 'goTo').map(({ keys }) => keys.join(' '));
    expect(goTo).toEqual(['g f', 'g t', 'g a', 'g u']);
  });

  it.each([
    ['in a field, a dialog or a menu', { isTaken: true }],
    ['composed', { isComposing: true }],
    ['held down', { repeat: true }],
    ['with Alt', { altKey: true }],
    ['with Ctrl', { ctrlKey: true }],
    ['with Cmd', { metaKey: true }],
  ])('does nothing on a letter %s', (_, how) => {
    for (const key of ['n', '/', '?', 'N']) expect(last([press(key, how)])).toBeUndefined();
    expect(last([press('g', how), press('t')])).toBeUndefined();
    expect(last([press('g'), press('t', how)])).toBeUndefined();
  });

  it('does nothing on letters while they are turned off, but opens the search', () => {
    for (const key of ['n', '/', '?']) expect(last([press(key)], false)).toBeUndefined();
    expect(last([press('g'), press('t')], false)).toBeUndefined();
    expect(last([press('k', { metaKey: true })], false)).toBe('search');
  });

  it('opens the search from a field too, with one modifier key', () => {
    expect(last([press('k', { ctrlKey: true, isTaken: true })])).toBe('search');
    expect(last([press('K', { metaKey: true })])).toBe('search');
    expect(last([press('k', { ctrlKey: true, altKey: true })])).toBeUndefined();
    expect(last([press('K', { ctrlKey: true, shiftKey: true })])).toBeUndefined();
    expect(last([press('k', { ctrlKey: true, isComposing: true })])).toBeUndefined();
    expect(last([press('k')])).toBeUndefined();
  });

  it('waits a moment for the second key', () => {
    expect(last([press('g'), press('t', { at: 1_400 })])).toBe('/app/tasks');
    expect(last([press('g'), press('t', { at: 1_600 })])).toBeUndefined();
    expect(last([press('g'), press('x'), press('t')])).toBeUndefined();
    expect(last([press('g'), press('n')])).toBeUndefined();
    expect(last([press('g'), press('x'), press('n')])).toBe('newRow');
  });

  it('reads Latin letters on other keyboards', () => {
    expect(last([press('ν', { code: 'KeyN' })])).toBe('newRow');
    expect(last([press('ل', { code: 'KeyG' }), press('ف', { code: 'KeyT' })])).toBe('/app/tasks');
    expect(last([press('Ω', { code: 'Digit1' })])).toBeUndefined();
  });
});
