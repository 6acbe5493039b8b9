import { type Icon, IconDots } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { MenuContent, MenuParts } from './loaded-menu.js';
import { MenuButton } from './menu-button.js';
import { IconButton } from './plain-buttons.js';

const DOTS = <IconDots size={18} aria-hidden />;

export interface ActionsMenuProps extends Pick<MenuContent, 'width' | 'children'> {
  /** What the actions are for, for screen readers. */
  readonly name: string;
}

/** The button with three dots, and the menu of what can be done with a row. */
export function ActionsMenu({ name, width = 200, children }: ActionsMenuProps) {
  const { t } = useTranslation('ui');
  return (
    <MenuButton width={width} button={<IconButton icon={DOTS} aria-label={t('actionsFor', { name })} />}>
      {children}
    </MenuButton>
  );
}

export interface ActionItemProps {
  readonly menu: MenuParts;
  readonly icon: Icon;
  /** Whether it takes something away. */
  readonly isDestructive?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

export function ActionItem({ menu: Menu, icon: Mark, isDestructive = false, onClick, children }: ActionItemProps) {
  return (
    <Menu.Item
      {...(isDestructive && { c: 'var(--mantine-color-error)' })}
      leftSection={<Mark size={16} aria-hidden />}
      onClick={onClick}
    >
      {children}
    </Menu.Item>
  );
}
