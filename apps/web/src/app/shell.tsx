import { ActionIcon, Group } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { Outlet } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RowHistoryProvider } from '../features/activity/row-history-provider.js';
import { PropertySwitch } from '../features/properties/property-switch.js';
import { UnsavedWork } from '../features/unsaved/unsaved-work.js';
import { DateLanguage } from '../language/date-language.js';
import { withLateMessages } from '../language/load-messages.js';
import { PAGE_NAMESPACES } from '../language/namespaces.js';
import { useUser } from '../session.js';
import { BellMark, Wordmark } from '../ui/brand.js';
import { loadedComponent } from '../ui/loaded-component.js';
import { usePhone } from '../ui/use-phone.js';
import { ColourSchemeToggle } from './colour-scheme.js';
import { ConnectionIndicator } from './connection-indicator.js';
import { behindRows } from './first-rows.js';
import { GlobalAuthBanner } from './global-auth-banner.js';
import { useLivePage } from './live-page.js';
import { useLoadedAhead } from './load-ahead.js';
import { BottomNavigation, SideNavigation } from './navigation.js';
import type { Overlay } from './overlays.js';
import './print.css';
import { RoleGate } from './role-gate.js';
import classes from './shell.module.css';
import { UserMenu } from './user-menu.js';

const Checklist = loadedComponent(() => import('../features/onboarding/checklist.js'));
// Not behind the rows: it has the keyboard of the page.
const Overlays = loadedComponent(() => import('./overlays.js'));
const AwayCard = loadedComponent(behindRows(withLateMessages(() => import('../features/away/away-card.js'))));

/** The layout of all signed-in pages. */
export function Shell() {
  const user = useUser();
  const phone = usePhone();
  const { t } = useTranslation('app');
  const [overlay, setOverlay] = useState<Overlay>();
  // Loads the messages of all pages before any of them is shown.
  useTranslation(PAGE_NAMESPACES);
  useLivePage(user.userId);
  useLoadedAhead();

  return (
    <div className={classes.shell}>
      <GlobalAuthBanner />
      <a href="#content" className="bh-skip">
        {t('skipToContent')}
      </a>
      <header className={classes.header}>
        <Group h="100%" px={{ base: 'md', sm: 'xl' }} justify="space-between" wrap="nowrap" gap="sm">
          <Group gap="sm" wrap="nowrap" flex={1} miw={0}>
            {phone && (
              <span className={classes.mark}>
                <BellMark size={22} />
              </span>
            )}
            <PropertySwitch />
          </Group>
          <Group gap="xs" wrap="nowrap">
            <UnsavedWork />
            <ActionIcon
              size={36}
              aria-label={t('search')}
              aria-haspopup="dialog"
              aria-keyshortcuts="Control+K Meta+K"
              title={`${t('search')} (Ctrl K)`}
              onClick={() => setOverlay('search')}
            >
              <IconSearch size={19} stroke={1.7} />
            </ActionIcon>
            <ConnectionIndicator />
            <ColourSchemeToggle />
            <UserMenu onShortcuts={() => setOverlay('shortcuts')} />
          </Group>
        </Group>
      </header>
      {!phone && (
        <nav className={classes.navbar} aria-label={t('pages')}>
          <div className={classes.brand}>
            <Wordmark />
          </div>
          <SideNavigation />
        </nav>
      )}
      <main id="content" tabIndex={-1} className={classes.main}>
        <DateLanguage>
          <Checklist />
          <AwayCard />
          <RowHistoryProvider>
            <Overlays shown={overlay} onShow={setOverlay} />
            <RoleGate>
              <Outlet />
            </RoleGate>
          </RowHistoryProvider>
        </DateLanguage>
        <div id="floating" />
      </main>
      {phone && (
        <footer className={classes.footer}>
          <BottomNavigation />
        </footer>
      )}
    </div>
  );
}
