import { ActionIcon, Button, Loader, type MantineTransition, Transition, UnstyledButton } from '@mantine/core';
import { type ComponentProps, type CSSProperties, type ReactNode, useState } from 'react';

/*
 * Buttons of rows: the elements that Mantine’s components render, without the components, because lists have thousands
 * (docs/decisions/0042-dashboard-budgets.md).
 */
const BASE = `mantine-focus-auto ${UnstyledButton.classes.root} mantine-UnstyledButton-root`;
const BORDER = 'calc(0.0625rem * var(--mantine-scale)) solid transparent';

const ICON_BUTTON = `${BASE} mantine-active ${ActionIcon.classes.root} mantine-ActionIcon-root`;
const ICON = `${ActionIcon.classes.icon} mantine-ActionIcon-icon`;
// The same object for all: React does not look into it again.
const ICON_BUTTON_STYLE = {
  '--ai-size': 'calc(2rem * var(--mantine-scale))',
  '--ai-bg': 'transparent',
  '--ai-hover': 'var(--mantine-color-gray-light-hover)',
  '--ai-color': 'var(--mantine-color-gray-light-color)',
  '--ai-bd': BORDER,
} as CSSProperties;

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'style' | 'type'> {
  /** An element that is made once: React leaves it as it is when the row is rendered again. */
  readonly icon: ReactNode;
}

/** As `<ActionIcon size={32}>`. */
export function IconButton({ icon, className, ...others }: IconButtonProps) {
  return (
    <button
      type="button"
      {...others}
      className={className === undefined ? ICON_BUTTON : `${ICON_BUTTON} ${className}`}
      style={ICON_BUTTON_STYLE}
      data-variant="subtle"
    >
      <span className={ICON}>{icon}</span>
    </button>
  );
}

const SMALL_BUTTON = `${BASE} ${Button.classes.root} mantine-Button-root`;
const SMALL_BUTTON_STYLE = {
  '--button-height': 'var(--button-height-compact-sm)',
  '--button-padding-x': 'var(--button-padding-x-compact-sm)',
  '--button-fz': 'var(--mantine-font-size-sm)',
  '--button-bg': 'var(--mantine-color-livery-light)',
  '--button-hover': 'var(--mantine-color-livery-light-hover)',
  '--button-color': 'var(--mantine-color-livery-light-color)',
  '--button-bd': BORDER,
  fontSize: 'var(--mantine-font-size-xs)',
  flex: '0 0 auto',
} as CSSProperties;
const INNER = `${Button.classes.inner} mantine-Button-inner`;
const LABEL = `${Button.classes.label} mantine-Button-label`;
const LABEL_STYLE: CSSProperties = { fontWeight: 600 };
const LOADER = `${Button.classes.loader} mantine-Button-loader`;
/** As Mantine’s. */
const LOADER_MOVES: MantineTransition = {
  in: { opacity: 1, transform: 'translate(-50%, calc(-50% + calc(0.0625rem * var(--mantine-scale))))' },
  out: { opacity: 0, transform: 'translate(-50%, -200%)' },
  common: { transformOrigin: 'center' },
  transitionProperty: 'transform, opacity',
};

export interface SmallButtonProps extends Omit<ComponentProps<'button'>, 'className' | 'style' | 'type' | 'disabled'> {
  /** Shows that its command has no response yet, and cannot be pressed meanwhile. */
  readonly loading: boolean;
}

/** As `<Button size="compact-sm" fz="xs" flex="none" variant="light">`. */
export function SmallButton({ loading, children, ...others }: SmallButtonProps) {
  // What moves the loader in and out is there as soon as somebody may press the button, and not in each row.
  const [isNear, setNear] = useState(false);
  const approach = (): void => setNear(true);
  const state = loading || undefined;
  return (
    <button
      type="button"
      {...others}
      className={loading ? SMALL_BUTTON : `${SMALL_BUTTON} mantine-active`}
      style={SMALL_BUTTON_STYLE}
      data-variant="light"
      data-size="compact-sm"
      data-loading={state}
      disabled={loading}
      onPointerEnter={approach}
      onFocus={approach}
    >
      {(isNear || loading) && (
        <Transition mounted={loading} transition={LOADER_MOVES} duration={150}>
          {(style) => (
            <span className={LOADER} style={style} aria-hidden>
              <Loader color="var(--button-color)" size="calc(var(--button-height) / 1.8)" />
            </span>
          )}
        </Transition>
      )}
      <span className={INNER}>
        <span className={LABEL} style={LABEL_STYLE} data-loading={state}>
          {children}
        </span>
      </span>
    </button>
  );
}
