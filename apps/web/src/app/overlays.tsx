import { useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useKeyboard } from '../features/shortcuts/keyboard.js';
import { useSignOut } from '../features/unsaved/use-sign-out.js';

const SearchDialog = lazy(() => import('../features/search/search-dialog.js'));
const ShortcutsDialog = lazy(() => import('../features/shortcuts/shortcuts-dialog.js'));
const OpenRow = lazy(() => import('../features/search/open-row.js'));

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
      <Suspense>
        {shown === 'search' && (
          <SearchDialog onClose={close} onShortcuts={() => onShow('shortcuts')} onSignOut={signOut} />
        )}
        {shown === 'shortcuts' && <ShortcutsDialog onClose={close} />}
        {row !== undefined && <OpenRow key={row} name={row} />}
      </Suspense>
      {question}
    </>
  );
}
