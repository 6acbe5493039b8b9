import { Menu, type MenuProps } from '@mantine/core';
import { useMounted } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { ExistingElement } from './existing-element.js';

export type MenuParts = Pick<typeof Menu, 'Item' | 'Label' | 'Divider'>;

export interface MenuContent {
  /** Width of the menu, in pixels. */
  readonly width?: number;
  /** @default bottom-end */
  readonly position?: NonNullable<MenuProps['position']>;
  /** Returns the items, made of the given parts. */
  readonly children: (menu: MenuParts) => ReactNode;
}

export interface LoadedMenuProps extends MenuContent {
  readonly id: string;
  readonly target: HTMLElement;
  readonly opened: boolean;
  readonly onChange: (opened: boolean) => void;
}

/** The menu of a button that was there before. */
export function LoadedMenu({ target, opened, children, ...others }: LoadedMenuProps) {
  // Mantine gives the focus back to where it was when the menu opened, which it does not notice in its first rendering.
  const isMounted = useMounted();
  return (
    <Menu opened={opened && isMounted} {...others}>
      <Menu.Target>
        <ExistingElement element={target} />
      </Menu.Target>
      <Menu.Dropdown>{children(Menu)}</Menu.Dropdown>
    </Menu>
  );
}
