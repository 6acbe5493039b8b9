import { useSearch } from '@tanstack/react-router';
import { useKeyboard } from '../features/shortcuts/keyboard.js';
import { useSignOut } from '../features/unsaved/use-sign-out.js';
import { withLateMessages } from '../language/load-messages.js';
import { loadedComponent } from '../ui/loaded-component.js';

const SearchDialog = loadedComponent(withLateMessages(() => import('../features/search/search-dialog.js')));
const ShortcutsDialog = loadedComponent(withLateMessages(() => import('../features/shortcuts/shortcuts-dialog.js')));
const OpenRow = loadedComponent(withLateMessages(() => import('../features/search/open-row.js')));

/** What can be opened above every page. */
export type Overlay = 'search' | 'shortcuts';

export interface OverlaysProps {
  readonly shown: Overlay | undefined;
  readonly onShow: (overlay: Overlay | undefined) => void;
}

/** The keyboard of the whole page, and what it opens. Loaded after the page. */
export default function Overlays({ shown, onShow }: OverlaysProps) {
  const row = useSearch({ from: '/app', select: (search) => search.row });
  const { signOut, question } = useSignOut();
  useKeyboard({ onSearch: () => onShow('search'), onList: () => onShow('shortcuts') });
  const close = () => onShow(undefined);
  return (
    <>
      {shown === 'search' && (
        <SearchDialog onClose={close} onShortcuts={() => onShow('shortcuts')} onSignOut={signOut} />
      )}
      {shown === 'shortcuts' && <ShortcutsDialog onClose={close} />}
      {row !== undefined && <OpenRow key={row} name={row} />}
      {question}
    </>
  );
}
