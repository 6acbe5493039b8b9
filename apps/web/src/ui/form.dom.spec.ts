import { runInThisContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { SignedIn } from '@bellhop/protocol';
import { RealtimeProvider } from '@bellhop/react';
import { createTheme, MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import i18next from 'i18next';
import { createElement, type FunctionComponent } from 'react';
import { initReactI18next } from 'react-i18next';

// Web APIs missing in jsdom; these are Node's own.
Object.assign(
  globalThis,
  runInThisContext('({ Response, Headers, ReadableStream, TextEncoder, TextDecoder, structuredClone })'),
);
window.matchMedia ??= (query) => Object.assign(new EventTarget(), { matches: false, media: query }) as MediaQueryList;
Object.assign(globalThis, {
  CSS: { supports: () => true },
  ResizeObserver: class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  },
  // Nothing is answered: forms do without choices.
  fetch: () => new Promise(() => undefined),
  scrollTo: () => undefined,
});

const ANN: SignedIn = {
  accessToken: 'token',
  expiresAt: Date.now() + 900_000,
  user: {
    userId: 'ann',
    orgId: 'aurora',
    orgName: 'Aurora',
    email: 'ann@aurora.test',
    name: 'Ann',
    role: 'owner',
    propertyIds: [],
    language: null,
  },
};

/** What was rendered since the last key: fields by their label, and what is around them. */
const rendered = new Set<string>();
const count = (nameOf: (props: { readonly label?: unknown }) => unknown) => ({
  styles: (_: unknown, props: object) => {
    const name = nameOf(props);
    // The parts of a field ask for its styles as well, and have no label.
    if (typeof name === 'string') rendered.add(name);
    return {};
  },
});
const theme = createTheme({
  components: {
    InputWrapper: count(({ label }) => label),
    Modal: count(() => 'the dialog'),
    Button: count(() => 'a button'),
  },
});

/** Renders a form as it is on a page. */
async function open(form: FunctionComponent): Promise<void> {
  const { session } = await import('../session.js');
  const { realtime } = await import('../realtime.js');
  const root = createRootRoute();
  const app = createRoute({ getParentRoute: () => root, path: '/app', component: form });
  const router = createRouter({
    routeTree: root.addChildren([app]),
    history: createMemoryHistory({ initialEntries: ['/app'] }),
  });
  const page = createElement(RouterProvider, { router: router as never });
  const live = createElement(RealtimeProvider, { session, client: realtime }, page);
  const queries = createElement(QueryClientProvider, { client: new QueryClient() }, live);
  render(createElement(MantineProvider, { theme, env: 'test' }, queries));
  await screen.findByRole('dialog');
}

/** Types one key after another. @returns what each key rendered */
function type(label: string, text: string): readonly (readonly string[])[] {
  const input = screen.getByLabelText<HTMLInputElement>(label, { exact: false });
  return [...text].map((key) => {
    rendered.clear();
    fireEvent.change(input, { target: { value: input.value + key } });
    return [...rendered].toSorted();
  });
}

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: 'en-GB', fallbackLng: false, resources: {} });
});
beforeEach(async () => {
  localStorage.clear();
  const { session } = await import('../session.js');
  session.adopt(ANN);
});
afterEach(cleanup);
afterAll(async () => {
  const { session } = await import('../session.js');
  session.stop();
});

const FORMS: readonly {
  readonly form: string;
  readonly load: () => Promise<FunctionComponent>;
  readonly typed: string;
}[] = [
  {
    form: 'a task',
    load: async () => {
      const { default: TaskForm } = await import('../features/tasks/task-form.js');
      return () => createElement(TaskForm, { task: undefined, onClose: () => undefined });
    },
    typed: 'title',
  },
  {
    form: 'a booking',
    load: async () => {
      const { default: BookingForm } = await import('../features/finance/booking-form.js');
      return () => createElement(BookingForm, { form: { kind: 'expense' }, onClose: () => undefined });
    },
    typed: 'description',
  },
];

it.each(FORMS)('a key in a form of $form renders its field, and nothing else', async ({ load, typed }) => {
  await open(await load());
  expect([...rendered]).toEqual(expect.arrayContaining([typed, 'property', 'the dialog', 'a button']));
  expect(type(typed, 'Lamp')).toEqual(Array.from('Lamp', () => [typed]));
});

it('a key takes away the error of its field, and renders nothing else', async () => {
  const { default: TaskForm } = await import('../features/tasks/task-form.js');
  await open(() => createElement(TaskForm, { task: undefined, onClose: () => undefined }));
  fireEvent.click(screen.getByRole('button', { name: 'addTask' }));
  expect(screen.getByText('enterTitle')).toBeDefined();
  expect(type('title', 'La')).toEqual([['title'], ['title']]);
  expect(screen.queryByText('enterTitle')).toBeNull();
});

it('what is typed is kept when the page ends right after the last key', async () => {
  const { drafts } = await import('../unsaved/unsaved.js');
  const { default: TaskForm } = await import('../features/tasks/task-form.js');
  await open(() => createElement(TaskForm, { task: undefined, onClose: () => undefined }));
  type('title', 'Lamp');
  fireEvent(window, new Event('pagehide'));
  expect(drafts.of(ANN.user).map(({ values }) => values['title'])).toEqual(['Lamp']);
});
