import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { runInThisContext } from 'node:vm';
import { afterEach, expect, it } from '@jest/globals';
import { transformSync } from '@swc/core';
import { act, cleanup, render, screen, waitFor } from '@testing-library/react';
import { createElement, type FunctionComponent } from 'react';
import { SimulatedShop } from './testing/simulated-shop.js';

// Web APIs missing in jsdom; these are Node's own.
Object.assign(globalThis, runInThisContext('({ Response, Headers, ReadableStream, TextEncoder, TextDecoder })'));

const readme = readFileSync(resolve(import.meta.dirname, '../README.md'), 'utf8');
const [, example = ''] = /```tsx\n([\s\S]*?)```/.exec(readme) ?? [];

afterEach(cleanup);

it('the example of the README has 20 lines', () => {
  const lines = example.split('\n').filter((line) => line !== '' && !line.startsWith('import '));
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.length).toBeLessThanOrEqual(20);
});

it('the example of the README shows events, and changes a row', async () => {
  const shop = new SimulatedShop();
  shop.orders.create({ title: 'Towels' });
  const { App } = await run<{ App: FunctionComponent }>(example, {
    // Runs in a simulated browser here.
    '@bellhop/client': { createSession: () => shop.session, createRealtimeClient: () => shop.client },
  });
  await shop.signIn();
  render(createElement(App));
  await shown(shop, 'Towels: open');

  shop.orders.create({ title: 'Breakfast' });
  await shown(shop, 'Breakfast: open');
  await act(async () => screen.getByText('Towels: open').click());
  expect(screen.getByText('Towels: done')).toBeDefined();
  await act(() => shop.clock.advance(100));
  expect(shop.orders.rows.get('order-001')).toMatchObject({ status: 'done', version: 2 });
});

/** The page's timers are real; the server's clock advances a little with each check. */
const shown = (shop: SimulatedShop, text: string): Promise<HTMLElement> =>
  waitFor(async () => {
    await shop.clock.advance(50);
    return screen.getByText(text);
  });

/** Runs a module's text with its real imports, except for `instead`. */
async function run<Exports>(text: string, instead: Readonly<Record<string, unknown>>): Promise<Exports> {
  const { code } = transformSync(text, {
    jsc: {
      parser: { syntax: 'typescript', tsx: true },
      transform: { react: { runtime: 'automatic' } },
      target: 'es2022',
    },
    module: { type: 'commonjs' },
  });
  const names = [...code.matchAll(/require\("([^"]+)"\)/g)].map(([, name = '']) => name);
  const modules = new Map<string, unknown>();
  for (const name of names) modules.set(name, instead[name] ?? (await import(name)));
  const exports = {};
  // oxlint-disable-next-line typescript/no-implied-eval -- This tests the text of our own README.
  const module = new Function('require', 'exports', code) as (
    require: (name: string) => unknown,
    exports: object,
  ) => void;
  module((name) => modules.get(name), exports);
  return exports as Exports;
}
