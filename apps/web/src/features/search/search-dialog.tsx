import { CloseButton, Kbd, Loader, Modal, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconHistory, IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useUser } from '../../session.js';
import { MAX_TEXT } from '../../ui/address.js';
import { usePhone } from '../../ui/use-phone.js';
import { browserStorage } from '../../unsaved/text-storage.js';
import { type Entry, type EntryGroup, fitting } from './entries.js';
import { piecesOf } from './matching.js';
import { RecentSearches } from './recent-searches.js';
import classes from './search.module.css';
import { useFoundRows } from './use-found-rows.js';
import { useKnownEntries } from './use-known-entries.js';
import { useRowEntries } from './use-row-entries.js';

const storage = browserStorage();

export interface SearchDialogProps {
  readonly onClose: () => void;
  readonly onShortcuts: () => void;
  readonly onSignOut: () => void;
}

/** Finds rows, pages and actions by a few letters: a combobox whose focus stays in its field. */
export default function SearchDialog({ onClose, onShortcuts, onSignOut }: SearchDialogProps) {
  const { t } = useTranslation(['overlay', 'ui']);
  const { userId } = useUser();
  const phone = usePhone();
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const [recent] = useState(() => new RecentSearches(storage, userId));
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const found = useFoundRows(typed);
  const known = useKnownEntries(onShortcuts, onSignOut);
  const rows = useRowEntries(found.rows);

  const query = typed.trim();
  const again = recent.read().map((text) => ({
    id: `again ${text}`,
    icon: IconHistory,
    title: text,
    choose: () => undefined,
  }));
  const groups: readonly EntryGroup[] = (
    query === ''
      ? [
          { name: t('search.recent'), entries: again },
          { name: t('search.pages'), entries: fitting(known.pages, '') },
          { name: t('search.actions'), entries: fitting(known.actions, '') },
        ]
      : [
          { name: t('search.pages'), entries: fitting(known.pages, query) },
          ...rows,
          { name: t('search.actions'), entries: fitting(known.actions, query) },
        ]
  ).filter(({ entries }) => entries.length > 0);
  const entries = groups.flatMap((group) => group.entries);
  const current = entries[Math.min(active, entries.length - 1)];
  const idOf = (entry: Entry) => `${listId}-${entry.id.replaceAll(/[^\w-]/g, '_')}`;

  const currentId = current && idOf(current);
  useEffect(() => {
    if (currentId) document.getElementById(currentId)?.scrollIntoView({ block: 'nearest' });
  }, [currentId]);

  const change = (text: string) => {
    setTyped(text);
    setActive(0);
  };
  const choose = (entry: Entry) => {
    if (entry.id.startsWith('again ')) return change(entry.title);
    if (query !== '') recent.add(query);
    onClose();
    entry.choose();
  };
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    // Enter that ends a composition chooses a character, not an entry.
    if (event.nativeEvent.isComposing || entries.length === 0) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setActive((Math.min(active, entries.length - 1) + step + entries.length) % entries.length);
    } else if (event.key === 'Enter' && current) {
      event.preventDefault();
      choose(current);
    }
  };

  return (
    <Modal.Root
      opened
      onClose={onClose}
      size="lg"
      yOffset={phone ? 0 : '10dvh'}
      fullScreen={phone}
      transitionProps={{ duration: 0 }}
      classNames={{ content: classes.dialog ?? '' }}
    >
      <Modal.Overlay />
      <Modal.Content aria-label={t('search.title')}>
        <div className={classes.field}>
          <TextInput
            flex={1}
            size="md"
            variant="unstyled"
            data-autofocus
            placeholder={t('search.placeholder')}
            maxLength={MAX_TEXT}
            leftSection={<IconSearch size={19} aria-hidden />}
            rightSection={found.state === 'asking' ? <Loader size={16} aria-hidden /> : undefined}
            value={typed}
            onChange={({ currentTarget: { value } }) => change(value)}
            onKeyDown={onKey}
            role="combobox"
            aria-label={t('search.title')}
            aria-expanded={entries.length > 0}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={currentId}
            autoComplete="off"
            spellCheck={false}
          />
          <CloseButton aria-label={t('ui:close')} onClick={onClose} />
        </div>
        <div className={classes.results} ref={list}>
          {found.state === 'failed' && (
            <Text size="sm" c="dimmed" p="sm">
              {t('search.rowsNeedNetwork')}
            </Text>
          )}
          <div role="listbox" id={listId} aria-label={t('search.results')}>
            {groups.map(({ name, entries: members }) => (
              <div role="group" key={name} aria-label={name}>
                <div className={classes.group} aria-hidden>
                  {name}
                </div>
                {members.map((entry) => (
                  <UnstyledButton
                    key={entry.id}
                    component="div"
                    role="option"
                    id={idOf(entry)}
                    className={classes.entry}
                    aria-selected={entry === current}
                    onMouseMove={() => setActive(entries.indexOf(entry))}
                    // The focus stays in the field.
                    onMouseDown={(event) => event.preventDefault()}
                    onClick={() => choose(entry)}
                  >
                    <entry.icon size={18} stroke={1.7} className={classes.icon} aria-hidden />
                    <span className={classes.texts}>
                      <span dir="auto" className={classes.title}>
                        <Highlighted text={entry.title} query={query} />
                      </span>
                      {entry.found !== undefined && (
                        <span dir="auto" className={classes.found}>
                          <Highlighted text={entry.found} query={query} />
                        </span>
                      )}
                    </span>
                    {entry.detail !== undefined && <span className={classes.detail}>{entry.detail}</span>}
                    {entry.keys?.map((key) => (
                      <Kbd key={key} size="xs" tt="capitalize" aria-hidden>
                        {key}
                      </Kbd>
                    ))}
                  </UnstyledButton>
                ))}
              </div>
            ))}
          </div>
          <Text size="sm" c="dimmed" p="sm" role="status" className={entries.length > 0 ? classes.unseen : undefined}>
            {query === '' || found.state === 'asking' ? '' : t('search.count', { count: entries.length })}
          </Text>
        </div>
      </Modal.Content>
    </Modal.Root>
  );
}

function Highlighted({ text, query }: { text: string; query: string }) {
  return piecesOf(text, query).map((piece, place) =>
    piece.isMatch ? (
      // A text is split into the same pieces at each render.
      <mark key={place}>{piece.text}</mark>
    ) : (
      piece.text
    ),
  );
}
