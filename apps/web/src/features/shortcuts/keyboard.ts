import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import { useUser } from '../../session.js';
import { pagesFor } from '../../pages/domains.js';
import { keepProperty } from '../../ui/address.js';
import { KeyReader } from './key-reader.js';
import { SHORTCUTS } from './page-shortcuts.js';
import { areSingleKeysOn } from './single-keys.js';

const FIELDS = 'input, textarea, select, [contenteditable]:not([contenteditable="false"])';
const ABOVE = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]';

/** Whether a key belongs to what has the focus, or to what covers the page. */
const isTaken = (target: EventTarget | null): boolean =>
  (target instanceof Element && target.closest(`${FIELDS}, ${ABOVE}`) !== null) ||
  [...document.querySelectorAll('[role="dialog"], [role="alertdialog"], [role="menu"]')].some((one) =>
    one.checkVisibility({ visibilityProperty: true }),
  );

export interface KeyboardOptions {
  readonly onSearch: () => void;
  readonly onList: () => void;
}

/** Acts on the shortcuts of the whole page. */
export function useKeyboard({ onSearch, onList }: KeyboardOptions): void {
  const { role } = useUser();
  const navigate = useNavigate();
  const onKey = useEffectEvent(
    (event: KeyboardEvent, reader: KeyReader<(typeof SHORTCUTS)[number]['path'] & string>) => {
      if (event.defaultPrevented) return;
      const { key, code, ctrlKey, metaKey, altKey, shiftKey, isComposing, repeat, timeStamp: at } = event;
      const pressed = { key, code, ctrlKey, metaKey, altKey, shiftKey, isComposing, repeat, at };
      const shortcut = reader.read({ ...pressed, isTaken: isTaken(event.target) }, areSingleKeysOn());
      if (!shortcut) return;
      switch (shortcut.does) {
        case 'search':
          onSearch();
          break;
        case 'list':
          onList();
          break;
        case 'newRow':
          if (!press('new')) return;
          break;
        case 'filter':
          if (!focusFilter()) return;
          break;
        case 'goTo': {
          const page = pagesFor(role).find(({ path }) => path === shortcut.path);
          if (!page) return;
          void navigate({ to: page.path, search: keepProperty });
          break;
        }
        case 'close':
          return;
      }
      // A letter must not end up in the field that gets the focus.
      event.preventDefault();
    },
  );
  useEffect(() => {
    const reader = new KeyReader(SHORTCUTS);
    const listener = (event: KeyboardEvent) => onKey(event, reader);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}

/** Presses the page's button that is marked with `data-shortcut`. */
function press(name: 'new' | 'filters'): boolean {
  const button = document.querySelector<HTMLElement>(`main [data-shortcut="${name}"]`);
  button?.click();
  return button !== null;
}

const FILTER = 'main [role="search"] input, main input[type="search"]';

/** Focuses the page's first filter, after showing the filters if they are hidden. */
function focusFilter(): boolean {
  const focus = () => {
    const field = document.querySelector<HTMLElement>(FILTER);
    field?.focus();
    return field !== null;
  };
  if (focus()) return true;
  if (!press('filters')) return false;
  // Their code may have to be loaded first.
  const watch = new MutationObserver(() => {
    if (focus()) watch.disconnect();
  });
  watch.observe(document.querySelector('main') ?? document.body, { childList: true, subtree: true });
  setTimeout(() => watch.disconnect(), 3_000);
  return true;
}
