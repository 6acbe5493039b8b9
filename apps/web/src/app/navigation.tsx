import { UnstyledButton } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { Link, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useUser } from '../session.js';
import { keepProperty } from '../ui/address.js';
import { MenuButton } from '../ui/menu-button.js';
import { type DomainPage, pagesFor } from '../pages/domains.js';
import { usePageLabel } from '../pages/page-label.js';
import classes from './shell.module.css';

export function SideNavigation() {
  const labelOf = usePageLabel();
  return pagesFor(useUser().role).map((page) => (
    <Link key={page.path} to={page.path} search={keepProperty} className={classes.link} style={{ marginBottom: 4 }}>
      <page.icon size={20} stroke={1.7} aria-hidden />
      {labelOf(page)}
    </Link>
  ));
}

/** More tabs than this do not fit on a narrow phone. */
const MAX_TABS = 5;

/** The same pages, as a bottom bar for phones; those that do not fit are in a menu. */
export function BottomNavigation() {
  const { t } = useTranslation('app');
  const labelOf = usePageLabel();
  const pages = pagesFor(useUser().role);
  const tabs = pages.length > MAX_TABS ? pages.slice(0, MAX_TABS - 1) : pages;
  return (
    <nav className={classes.tabs} aria-label={t('pages')}>
      {tabs.map((page) => (
        <Link key={page.path} to={page.path} search={keepProperty} className={classes.link}>
          <page.icon size={22} stroke={1.7} aria-hidden />
          {labelOf(page)}
        </Link>
      ))}
      {pages.length > tabs.length && <FurtherPages pages={pages.slice(tabs.length)} />}
    </nav>
  );
}

function FurtherPages({ pages }: { pages: readonly DomainPage[] }) {
  const { t } = useTranslation('app');
  const labelOf = usePageLabel();
  const current = useLocation({ select: ({ pathname }) => pathname });
  const isHere = pages.some(({ path }) => path === current);
  return (
    <MenuButton
      position="top-end"
      button={
        <UnstyledButton className={classes.link} data-status={isHere ? 'active' : undefined}>
          <IconDots size={22} stroke={1.7} aria-hidden />
          {t('more')}
        </UnstyledButton>
      }
    >
      {(Menu) => (
        <>
          {pages.map((page) => (
            <Menu.Item
              key={page.path}
              leftSection={<page.icon size={18} stroke={1.7} aria-hidden />}
              renderRoot={(item) => <Link to={page.path} search={keepProperty} {...item} />}
            >
              {labelOf(page)}
            </Menu.Item>
          ))}
        </>
      )}
    </MenuButton>
  );
}
