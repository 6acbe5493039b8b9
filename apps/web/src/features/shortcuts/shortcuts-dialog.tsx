import { Kbd, Switch, Text, Title } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { pagesFor } from '../../pages/domains.js';
import { usePageLabel } from '../../pages/page-label.js';
import { useUser } from '../../session.js';
import { SHORTCUTS } from './page-shortcuts.js';
import type { Shortcut } from './shortcuts.js';
import classes from './shortcuts.module.css';
import { setSingleKeys, useSingleKeys } from './single-keys.js';
import { Dialog } from '../../ui/dialog.js';

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Every shortcut there is, and the switch that turns those of a single key off. */
export default function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['overlay', 'app']);
  const { role } = useUser();
  const labelOf = usePageLabel();
  const isOn = useSingleKeys();
  const pages = pagesFor(role);
  const actions = SHORTCUTS.flatMap((shortcut) =>
    shortcut.does === 'goTo' ? [] : [{ shortcut, text: t(`shortcuts.does.${shortcut.does}`) }],
  );
  const places = SHORTCUTS.flatMap((shortcut) => {
    const page = pages.find(({ path }) => path === shortcut.path);
    return page ? [{ shortcut, text: t('app:goTo', { page: labelOf(page) }) }] : [];
  });
  return (
    <Dialog onClose={onClose} title={t('shortcuts.title')}>
      <Switch
        label={t('shortcuts.singleKeys')}
        description={t('shortcuts.singleKeysText')}
        checked={isOn}
        onChange={({ currentTarget: { checked } }) => setSingleKeys(checked)}
        mb="lg"
      />
      <Keys title={t('shortcuts.everywhere')} lines={actions} isOn={isOn} />
      <Keys title={t('app:pages')} lines={places} isOn={isOn} />
    </Dialog>
  );
}

interface KeysProps {
  readonly title: string;
  readonly lines: readonly { readonly shortcut: Shortcut; readonly text: string }[];
  readonly isOn: boolean;
}

function Keys({ title, lines, isOn }: KeysProps) {
  const { t } = useTranslation('overlay');
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <Title order={2} size="h5" id={id} mb={4}>
        {title}
      </Title>
      <dl className={classes.keys}>
        {lines.map(({ shortcut: { keys, does }, text }) => (
          <div key={keys.join(' ')} data-off={!isOn && does !== 'search' && does !== 'close'}>
            <dt>{text}</dt>
            {/* Keys pressed together are written alike everywhere; those pressed one after the other are read as text. */}
            <dd dir={keys[0] === 'ctrl' ? 'ltr' : undefined}>
              {keys.map((key, place) => (
                <span key={key}>
                  {place > 0 && (
                    <Text span size="xs" c="dimmed">
                      {keys[0] === 'ctrl' ? ' + ' : ` ${t('shortcuts.then')} `}
                    </Text>
                  )}
                  <Kbd tt="capitalize">{key === 'ctrl' && isMac ? '⌘' : key}</Kbd>
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
