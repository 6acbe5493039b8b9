import { afterEach, expect, it } from '@jest/globals';
import { ActionIcon, type ActionIconProps, Button, type ButtonProps, MantineProvider } from '@mantine/core';
import { cleanup, fireEvent, render } from '@testing-library/react';
import { createElement, type FunctionComponent, type ReactNode } from 'react';
import { theme } from '../app/theme.js';
import { IconButton, SmallButton } from './plain-buttons.js';

// jsdom has none, and Mantine asks for one.
window.matchMedia ??= (query) => Object.assign(new EventTarget(), { matches: true, media: query }) as MediaQueryList;

afterEach(cleanup);

/** Renders a button with our theme, and returns it. */
function buttonOf(node: ReactNode): HTMLElement {
  const { container } = render(createElement(MantineProvider, { theme, children: node }));
  const button = container.querySelector('button');
  if (!button) throw new Error('there is no button');
  return button;
}

interface Shape {
  readonly name: string;
  readonly attributes: readonly string[];
  readonly children: readonly (Shape | string | null)[];
}

/** What an element is for CSS and assistive technologies, in whatever order it was said. */
function shapeOf(element: Element): Shape {
  const attributes = element.getAttributeNames().map((name) => {
    const value = element.getAttribute(name) ?? '';
    const parts = name === 'class' ? value.split(' ') : name === 'style' ? value.split(/;\s*/) : [value];
    return `${name}=${parts.filter(Boolean).toSorted().join(' ')}`;
  });
  const children = [...element.childNodes].map((node) => (node instanceof Element ? shapeOf(node) : node.textContent));
  return { name: element.tagName, attributes: attributes.toSorted(), children };
}

const icon = createElement('i');
const label = { 'aria-label': 'Start: the lamp' };
// As any element, which these may be, their properties cannot be checked.
const MantinesIconButton = ActionIcon as FunctionComponent<ActionIconProps & typeof label>;
const MantinesButton = Button as FunctionComponent<ButtonProps & typeof label>;
const small = { size: 'compact-sm', fz: 'xs', flex: 'none', variant: 'light' } as const;

it('IconButton renders what ActionIcon does', () => {
  const plain = buttonOf(createElement(IconButton, { icon, className: 'handle', ...label }));
  const mantines = buttonOf(
    createElement(MantinesIconButton, { size: 32, className: 'handle', children: icon, ...label }),
  );
  expect(shapeOf(plain)).toEqual(shapeOf(mantines));
});

it.each([false, true])('SmallButton renders what Button does; loading: %s', (loading) => {
  const plain = buttonOf(createElement(SmallButton, { loading, children: 'Start', ...label }));
  const mantines = buttonOf(createElement(MantinesButton, { ...small, loading, children: 'Start', ...label }));
  expect(shapeOf(plain)).toEqual(shapeOf(mantines));
});

it('SmallButton stays the same element while its loader comes and goes', () => {
  const shown = (loading: boolean): ReactNode =>
    createElement(MantineProvider, { theme, children: createElement(SmallButton, { loading, children: 'Start' }) });
  const { container, rerender } = render(shown(false));
  const button = container.querySelector('button');
  if (!button) throw new Error('there is no button');
  fireEvent.focus(button);
  for (const loading of [true, false, true]) {
    rerender(shown(loading));
    expect(container.querySelector('button')).toBe(button);
    expect(button.disabled).toBe(loading);
    expect(button.dataset['loading']).toBe(loading ? 'true' : undefined);
  }
  expect(button.querySelector('.mantine-Loader-root')).not.toBeNull();
});
