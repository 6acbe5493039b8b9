/** What a shortcut does, beside going to a page. */
export type ShortcutAction = 'search' | 'newRow' | 'filter' | 'list' | 'close';

/** One line of the list of shortcuts. */
export type Shortcut<Path extends string = string> =
  | { readonly does: ShortcutAction; readonly keys: readonly string[]; readonly path?: never }
  /** Pressed one after the other. */
  | { readonly does: 'goTo'; readonly keys: readonly [first: string, second: string]; readonly path: Path };

/** The key that begins a shortcut to a page. */
export const GO = 'g';

const ACTIONS = [
  { does: 'search', keys: ['ctrl', 'k'] },
  { does: 'newRow', keys: ['n'] },
  { does: 'filter', keys: ['/'] },
  { does: 'list', keys: ['?'] },
  // By dialogs and menus themselves.
  { does: 'close', keys: ['esc'] },
] as const satisfies readonly Shortcut[];

/**
 * Returns every shortcut there is; what the keyboard does and what is listed come from here. A page has the first letter of its
 * address that no page before it has.
 */
export function shortcutsFor<Path extends string>(paths: readonly Path[]): readonly Shortcut<Path>[] {
  const letters = new Map<string, Path>();
  for (const path of paths) {
    const letter = [...path.replace('/app/', '')].find((one) => /[a-z]/.test(one) && !letters.has(one));
    if (letter !== undefined) letters.set(letter, path);
  }
  return [...ACTIONS, ...[...letters].map(([letter, path]) => ({ does: 'goTo', keys: [GO, letter], path }) as const)];
}
