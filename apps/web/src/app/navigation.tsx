import { Menu, UnstyledButton } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { Link, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useUser } from '../session.js';
import { type DomainPage, pagesFor } from './domains.js';
import classes from './shell.module.css';

/** Keeps the selected property across pages, and drops parameters of a single page. */
const keepProperty = ({ property }: { property?: string }) => (property === undefined ? {} : { property });

export function SideNavigation() {
  const { t } = useTranslation('app');
  return pagesFor(useUser().role).map(({ path, name, icon: Mark }) => (
    <Link key={path} to={path} search={keepProperty} className={classes.link} style={{ marginBottom: 4 }}>
      <Mark size={20} stroke={1.7} aria-hidden />
      {t(`page.${name}`)}
    </Link>
  ));
}

/** More tabs than this do not fit on a narrow phone. */
const MAX_TABS = 5;

/** The same pages, as a bottom bar for phones; those that do not fit are in a menu. */
export function BottomNavigation() {
  const { t } = useTranslation('app');
  const pages = pagesFor(useUser().role);
  const tabs = pages.length > MAX_TABS ? pages.slice(0, MAX_TABS - 1) : pages;
  return (
    <nav className={classes.tabs} aria-label={t('pages')}>
      {tabs.map(({ path, name, icon: Mark }) => (
        <Link key={path} to={path} search={keepProperty} className={classes.link}>
          <Mark size={22} stroke={1.7} aria-hidden />
          {t(`page.${name}`)}
        </Link>
      ))}
      {pages.length > tabs.length && <FurtherPages pages={pages.slice(tabs.length)} />}
    </nav>
  );
}

function FurtherPages({ pages }: { pages: readonly DomainPage[] }) {
  const { t } = useTranslation('app');
  const current = useLocation({ select: ({ pathname }) => pathname });
  const isHere = pages.some(({ path }) => path === current);
  return (
    <Menu position="top-end">
      <Menu.Target>
        <UnstyledButton className={classes.link} data-status={isHere ? 'active' : undefined}>
          <IconDots size={22} stroke={1.7} aria-hidden />
          {t('more')}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {pages.map(({ path, name, icon: Mark }) => (
          <Menu.Item
            key={path}
            leftSection={<Mark size={18} stroke={1.7} aria-hidden />}
            renderRoot={(item) => <Link to={path} search={keepProperty} {...item} />}
          >
            {t(`page.${name}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
