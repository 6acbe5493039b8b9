import { Menu } from '@mantine/core';
import { useMounted } from '@mantine/hooks';
import { ExistingElement } from './existing-element.js';
import type { MenuButtonProps } from './menu-button.js';

export interface LoadedMenuProps extends Omit<MenuButtonProps, 'button'> {
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
