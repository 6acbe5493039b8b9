import { GO, type Shortcut } from './shortcuts.js';

/** Time for the second key of a shortcut, in milliseconds. */
const PATIENCE_MS = 1_500;

/** A key press, as far as it matters. */
export interface PressedKey {
  readonly key: string;
  /** The physical key: the letter on a keyboard without Latin letters. */
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
  readonly repeat: boolean;
  /** Whether the key goes to a field, a dialog or a menu. */
  readonly isTaken: boolean;
  readonly at: number;
}

/** Recognises shortcuts in a sequence of keys. */
export class KeyReader<Path extends string> {
  #wentAt = -Infinity;

  constructor(private readonly shortcuts: readonly Shortcut<Path>[]) {}

  /** @param isOn whether single letters act */
  read(pressed: PressedKey, isOn: boolean): Shortcut<Path> | undefined {
    const { ctrlKey, metaKey, altKey, shiftKey, isComposing, repeat, isTaken, at } = pressed;
    const key = letterOf(pressed);
    const waits = at - this.#wentAt < PATIENCE_MS;
    this.#wentAt = -Infinity;
    if (isComposing || repeat) return undefined;
    // Also while typing: it leaves what is typed alone.
    if (ctrlKey !== metaKey && !altKey && !shiftKey && key === 'k') return this.#of('ctrl', 'k');
    if (!isOn || isTaken || ctrlKey || metaKey || altKey) return undefined;
    if (waits) return this.#of(GO, key);
    if (key === GO) this.#wentAt = at;
    return this.#of(key);
  }

  #of(...keys: readonly string[]): Shortcut<Path> | undefined {
    return this.shortcuts.find((shortcut) => shortcut.keys.join(' ') === keys.join(' '));
  }
}

/** The letter of a key; on a Greek or Arabic keyboard the Latin one that is printed beside it. */
function letterOf({ key, code }: PressedKey): string {
  if (key.length === 1 && key <= '~') return key.toLowerCase();
  return /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? key;
}
