import { cloneElement, type HTMLAttributes, type ReactElement, useId, useState } from 'react';
import type { MenuContent } from './loaded-menu.js';
import { useLoaded } from './use-loaded.js';

export interface MenuButtonProps extends MenuContent {
  /** Opens the menu; has its own accessible name. */
  readonly button: ReactElement<HTMLAttributes<HTMLElement>>;
}

const load = () => import('./loaded-menu.js');

/**
 * A button that opens a menu. The code of menus, which also places them, is loaded when somebody is about to open the first
 * one; until then, and in a list of a thousand rows, there are only buttons.
 */
export function MenuButton({ button, children, ...menu }: MenuButtonProps) {
  const id = useId();
  const [target, setTarget] = useState<HTMLElement>();
  const [opened, setOpened] = useState(false);
  const { loaded, prepare, demand } = useLoaded(load);
  return (
    <>
      {cloneElement(button, {
        // Mantine's menu refers to the ids.
        id,
        'aria-haspopup': 'menu',
        'aria-expanded': opened,
        'aria-controls': opened && loaded ? `${id}-dropdown` : undefined,
        onPointerEnter: prepare,
        onFocus: prepare,
        onClick: ({ currentTarget }) => {
          setTarget(currentTarget);
          setOpened(!opened);
          demand();
        },
        // The menu itself hears keys only once it has the focus.
        onKeyDown: ({ key }) => {
          if (key === 'Escape') setOpened(false);
        },
      })}
      {target && loaded && (
        <loaded.LoadedMenu id={id} target={target} opened={opened} onChange={setOpened} {...menu}>
          {children}
        </loaded.LoadedMenu>
      )}
    </>
  );
}
