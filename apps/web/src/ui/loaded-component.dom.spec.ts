import { afterEach, expect, it } from '@jest/globals';
import { act, cleanup, render } from '@testing-library/react';
import { Component, createElement, type ReactNode } from 'react';
import { loadedComponent } from './loaded-component.js';

afterEach(cleanup);

const Greeting = ({ name }: { readonly name: string }): ReactNode => `Hello ${name}`;

class Boundary extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? 'failed' : this.props.children;
  }
}

it('renders nothing until its code is there, which is loaded once, and is shown at once from then on', async () => {
  let loads = 0;
  let arrive: (() => void) | undefined;
  const Loaded = loadedComponent(() => {
    loads += 1;
    return new Promise<{ readonly default: typeof Greeting }>((resolve) => {
      arrive = () => resolve({ default: Greeting });
    });
  });
  const first = render(createElement(Loaded, { name: 'Ann' }));
  expect(first.container.textContent).toBe('');
  await act(async () => {
    arrive?.();
    await Promise.resolve();
  });
  expect(first.container.textContent).toBe('Hello Ann');
  expect(render(createElement(Loaded, { name: 'Ben' })).container.textContent).toBe('Hello Ben');
  expect(loads).toBe(1);
});

it('fails while rendering when its code cannot be loaded, and tries again the next time', async () => {
  let isReachable = false;
  const Loaded = loadedComponent<{ readonly name: string }>(() =>
    isReachable ? Promise.resolve({ default: Greeting }) : Promise.reject(new Error('no network')),
  );
  const shown = () => render(createElement(Boundary, null, createElement(Loaded, { name: 'Ann' })));
  const first = shown();
  await act(() => Promise.resolve());
  expect(first.container.textContent).toBe('failed');
  isReachable = true;
  const second = shown();
  await act(() => Promise.resolve());
  expect(second.container.textContent).toBe('Hello Ann');
});
