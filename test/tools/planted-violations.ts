/** Code that breaks one lint rule: rule, code, and the file it stands in if not just any. */
export type Planted = readonly [rule: string, code: string, path?: string];

const COMPONENT = 'apps/web/src/component.tsx';
const SPEC = 'src/planted.spec.ts';

const SYNTAX: readonly Planted[] = [
  ['bellhop/disable-needs-reason', '// eslint-disable-next-line no-console\nconsole.log(1);'],
  ['bellhop/disable-needs-reason', '/* oxlint-disable no-console */\nconsole.log(1);'],
  ['eqeqeq', 'export const same = (a: string, b: string) => a == b;'],
  ['no-array-constructor', 'export const list = new Array(1, 2);'],
  ['no-console', "console.log('room');"],
  ['no-restricted-properties', "export const port = process.env['PORT'];"],
  ['no-restricted-properties', "export const port = process.env['PORT'];", 'libs/realtime/src/port.ts'],
  ['no-unused-expressions', 'export const ring = (bell?: number) => { bell === 1; };'],
  ['no-unused-vars', 'const room = 7;\nexport {};'],
  ['no-unused-vars', 'try { void 0; } catch (error) { void 1; }'],
  ['no-unused-vars', 'const room = 7;', 'tools/planted.mjs'],
  ['no-var', 'export var room = 7;'],
  ['prefer-const', 'let room = 7;\nexport { room };'],
  ['prefer-rest-params', 'export function ring() { return arguments; }'],
  ['prefer-spread', 'export const most = (list: number[]) => Math.max.apply(Math, list);'],
  ['typescript/ban-ts-comment', '// @ts-ignore\nexport const room = 7;'],
  ['typescript/no-duplicate-enum-values', 'export enum Floor { A = 1, B = 1 }'],
  ['typescript/no-empty-object-type', 'export type Row = {};'],
  ['typescript/no-explicit-any', 'export const ring = (bell: any) => void bell;'],
  ['typescript/no-extra-non-null-assertion', 'export const ring = (bell?: { a: string }) => bell!!.a;'],
  ['typescript/no-misused-new', 'export interface Bell { constructor(): void }'],
  ['typescript/no-namespace', 'export namespace Bells { export const a = 1; }'],
  ['typescript/no-non-null-asserted-optional-chain', 'export const a = (bell?: { a?: string }) => bell?.a!;'],
  ['typescript/no-require-imports', "import bell = require('node:fs');\nexport { bell };"],
  ['typescript/no-this-alias', 'export class Bell { ring() { const self = this; return () => self; } }'],
  ['typescript/no-unnecessary-type-constraint', 'export const ring = <T extends unknown>(bell: T) => bell;'],
  ['typescript/no-unsafe-declaration-merging', 'export interface Bell { a: 1 }\nexport class Bell {}'],
  ['typescript/no-unsafe-function-type', 'export const ring = (bell: Function) => void bell;'],
  ['typescript/no-wrapper-object-types', 'export const ring = (bell: String) => void bell;'],
  ['typescript/prefer-as-const', "export const ring: 'a' = 'a';"],
  ['typescript/prefer-namespace-keyword', 'declare module Bells { export const a: 1; }'],
  ['typescript/triple-slash-reference', '/// <reference path="./other.d.ts" />\nexport {};'],
];

const TYPES: readonly Planted[] = [
  ['typescript/await-thenable', 'export const ring = async () => { await 7; };'],
  [
    'typescript/consistent-type-imports',
    "import { Server } from 'node:http';\nexport const a = (b: Server) => void b;",
  ],
  ['typescript/no-array-delete', 'export const a = (list: number[]) => { delete list[0]; };'],
  ['typescript/no-base-to-string', 'export const a = (bell: { a: 1 }) => String(bell);'],
  ['typescript/no-deprecated', '/** @deprecated */\nconst old = (): number => 1;\nexport const a = old();'],
  ['typescript/no-duplicate-type-constituents', "export type Bell = 'a' | 'a';"],
  ['typescript/no-floating-promises', 'export const a = (bell: () => Promise<void>) => { bell(); };'],
  ['typescript/no-for-in-array', 'export const a = (list: number[]) => { for (const key in list) void key; };'],
  ['typescript/no-implied-eval', "setTimeout('ring()', 1);"],
  ['typescript/no-import-type-side-effects', "import { type Server } from 'node:http';\nexport type A = Server;"],
  [
    'typescript/no-misused-promises',
    'export const a = (list: number[]) => { list.forEach(async () => { await null; }); };',
  ],
  ['typescript/no-misused-promises', 'export const a = (bell: Promise<1>) => { if (bell) void 0; };'],
  ['typescript/no-non-null-assertion', 'export const a = (bell?: { a: 1 }) => bell!.a;'],
  ['typescript/no-redundant-type-constituents', 'export type Bell = unknown | string;'],
  ['typescript/no-unnecessary-type-assertion', 'export const a = (bell: string) => bell as string;'],
  ['typescript/no-unsafe-argument', "export const a = Number.parseInt(JSON.parse('1'));"],
  ['typescript/no-unsafe-assignment', "export const a = JSON.parse('1');"],
  ['typescript/no-unsafe-call', "JSON.parse('1')();"],
  ['typescript/no-unsafe-enum-comparison', 'enum Floor { A, B }\nexport const a = (floor: Floor) => floor === 1;'],
  ['typescript/no-unsafe-member-access', "export const a: unknown = JSON.parse('1').room;"],
  ['typescript/no-unsafe-return', "export const a = (): string => JSON.parse('1');"],
  ['typescript/no-unsafe-unary-minus', 'export const a = (bell: string) => -bell;'],
  ['typescript/only-throw-error', "export const a = () => { throw 'late'; };"],
  ['typescript/prefer-promise-reject-errors', "export const a = Promise.reject('late');"],
  ['typescript/restrict-plus-operands', 'export const a = (bell: number) => bell + {};'],
  ['typescript/restrict-template-expressions', 'export const a = (bell: { a: 1 }) => `${bell}`;'],
  ['typescript/return-await', 'export const a = async (b: Promise<1>) => { try { return b; } catch { return 2; } };'],
  [
    'typescript/switch-exhaustiveness-check',
    "export const a = (b: 'x' | 'y') => { switch (b) { case 'x': return 1; } return 2; };",
  ],
  ['typescript/unbound-method', 'class Bell { ring() { return this; } }\nexport const { ring } = new Bell();'],
];

const REACT: readonly Planted[] = [
  [
    'react/error-boundaries',
    'export function Room() { try { return <Bell />; } catch { return null; } }\nfunction Bell() { return null; }',
    COMPONENT,
  ],
  [
    'react/exhaustive-deps',
    "import { useEffect } from 'react';\nexport function Room({ a }: { a: string }) { useEffect(() => { document.title = a; }, []); return null; }",
    COMPONENT,
  ],
  ['react/globals', 'let rings = 0;\nexport function Room() { rings = 1; return <p>{rings}</p>; }', COMPONENT],
  [
    'react/immutability',
    'export function Room({ bell }: { bell: { a: number } }) { bell.a = 2; return <p>{bell.a}</p>; }',
    COMPONENT,
  ],
  [
    'react/incompatible-library',
    "import { useVirtualizer } from '@tanstack/react-virtual';\nexport function Room() { const rows = useVirtualizer({}); return <p>{rows.a}</p>; }",
    COMPONENT,
  ],
  [
    'react/preserve-manual-memoization',
    "import { useMemo } from 'react';\nexport function Room({ a }: { a: number }) { const b: number[] = []; useBell(); b.push(a); const c = useMemo(() => [...b], [b]); return <p>{c}</p>; }",
    COMPONENT,
  ],
  ['react/purity', 'export function Room() { return <p>{Math.random()}</p>; }', COMPONENT],
  [
    'react/refs',
    "import { useRef } from 'react';\nexport function Room() { const bell = useRef(1); return <p>{bell.current}</p>; }",
    COMPONENT,
  ],
  [
    'react/rules-of-hooks',
    "import { useState } from 'react';\nexport function Room({ a }: { a: boolean }) { if (a) useState(1); return null; }",
    COMPONENT,
  ],
  [
    'react/set-state-in-effect',
    "import { useEffect, useState } from 'react';\nexport function Room() { const [a, set] = useState(1); useEffect(() => { set(2); }, []); return <p>{a}</p>; }",
    COMPONENT,
  ],
  [
    'react/set-state-in-render',
    "import { useState } from 'react';\nexport function Room() { const [a, set] = useState(1); set(2); return <p>{a}</p>; }",
    COMPONENT,
  ],
  ['react/static-components', 'export function Room() { const Bell = () => <p />; return <Bell />; }', COMPONENT],
  ['react/unsupported-syntax', "export function Room() { eval('1'); return <p />; }", COMPONENT],
  [
    'react/use-memo',
    "import { useMemo } from 'react';\nexport function Room({ a }: { a: number }) { const b = useMemo(async () => { await null; return a; }, [a]); return <p>{String(b)}</p>; }",
    COMPONENT,
  ],
];

/** Our own. */
const CHANCE = [
  'random = Math.random;',
  'await new Promise((resolve) => setTimeout(resolve, 100));',
  'await new Promise((resolve) => { setTimeout(resolve, 100); });',
  "import { setTimeout as sleep } from 'node:timers/promises';",
  "server.listen(4000, '127.0.0.1');",
  "it('starts', () => start(), 60_000);",
  "it.each(names)('starts %s', (name) => start(name), 60_000);",
  'beforeAll(() => start(), 20_000);',
];

const TWO_WAYS = [
  'class Desk { private open = true; }',
  'class Desk { private readonly open = true; }',
  'class Desk { private static open = true; }',
  'class Desk { private accessor open = true; }',
  'class Desk { private ring(): void {} }',
  'class Desk { private async ring(): Promise<void> {} }',
  'class Desk { private get isOpen(): boolean { return true; } }',
  'app.useGlobalPipes(new TextPipe());',
  'app.useGlobalGuards(guard, other);',
  "import { lazy } from 'react';",
  "import { Suspense as Waiting, useState } from 'react';",
];

/** In another language than the reader’s, or out of date. */
const FOREIGN = [
  'export const Page = () => <p>overdue</p>;',
  "export const NAMES = { owner: 'Owner' };",
  "export const NAMES = { owner: 'Not signed in' };",
  "export const confirm = ({ action = 'Delete' }) => action;",
  'export const a = (rooms: number) => rooms.toLocaleString();',
  'export const a = (kind: string) => kind.toLocaleLowerCase();',
  "export const a = new Intl.DisplayNames(undefined, { type: 'currency' });",
  'export const a = new Intl.NumberFormat();',
  'export const timeIn = (zone: string, now = Date.now()) => zone + now;',
  'export const today = new Date();',
];
const IN_PLACE = [
  "export const Page = ({ late }: { late: boolean }) => <p>{late ? 'Overdue since' : null}</p>;",
  'export const Page = () => <button aria-label="Close" />;',
  'export const Page = ({ name }: { name: string }) => <button aria-label={`Actions for ${name}`} />;',
  'export const Page = () => <input placeholder="Choose properties" />;',
  "export const a = (title: (text: string) => void) => title('Users');",
  "export const checks = { name: (name: string) => (name === '' ? 'Enter a name' : null) };",
];
/** As pages are written. */
const IN_LANGUAGE = [
  'export const Page = ({ t }: { t: (key: string) => string }) => <p title={t("ui:close")}> · </p>;',
  "export const Page = () => <button type='submit' className='Wide One' />;",
  "export const KEYS = { owner: 'role.owner' };",
  'export const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();',
  "export const a = new Intl.NumberFormat('de').format(1);",
  'export const a = (at: string) => new Date(at);',
];

export const VIOLATIONS: readonly Planted[] = [
  ...SYNTAX,
  ...TYPES,
  ...REACT,
  ...CHANCE.map((code): Planted => ['bellhop/no-luck', code, SPEC]),
  ...TWO_WAYS.map((code): Planted => ['bellhop/one-way', code]),
  ...FOREIGN.map((code): Planted => ['bellhop/readers-language', code, COMPONENT]),
  ...IN_PLACE.map((code): Planted => ['i18next/no-literal-string', code, COMPONENT]),
];

/** Code that the named rule accepts. */
export const ACCEPTED: readonly Planted[] = [
  ['bellhop/disable-needs-reason', '// oxlint-disable-next-line no-console -- a demonstration\nconsole.log(1);'],
  ['bellhop/no-luck', 'fc.assert(fc.property(value, holds), { numRuns: 9 });', SPEC],
  ['bellhop/no-luck', 'const limit = setTimeout(() => child.kill(), 60_000);', SPEC],
  ['bellhop/no-luck', "server.listen(0, '127.0.0.1');", SPEC],
  ['bellhop/no-luck', "it('starts often', () => start(), 240_000);", SPEC],
  ['bellhop/no-luck', 'registration.listen(listener);', SPEC],
  ['bellhop/no-luck', 'await new Promise((resolve) => setImmediate(resolve));', SPEC],
  ['bellhop/no-luck', 'export const a = Math.random();'],
  ...IN_LANGUAGE.flatMap((code): Planted[] => [
    ['bellhop/readers-language', code, COMPONENT],
    ['i18next/no-literal-string', code, COMPONENT],
  ]),
  ['bellhop/one-way', 'class Desk { #open = true; }'],
  ['bellhop/one-way', 'class Desk { #ring(): void {} }'],
  ['bellhop/one-way', 'class Desk { get #isOpen(): boolean { return true; } }'],
  ['bellhop/one-way', 'class Desk { constructor(private readonly clock: Clock) {} }'],
  ['bellhop/one-way', 'class Desk { private constructor() {} }'],
  ['bellhop/one-way', 'class Desk { protected ring(): void {} }'],
  ['bellhop/one-way', 'app.useLogger(logger);'],
  ['bellhop/one-way', "import { useState } from 'react';"],
  ['eqeqeq', 'export const same = (a?: string) => a == null;'],
  ['no-console', "console.log('started');", 'src/main.ts'],
  ['no-restricted-properties', "export const port = process.env['PORT'];", 'src/platform/config/port.ts'],
  ['no-restricted-properties', "export const port = process.env['PORT'];", SPEC],
  ['no-unused-vars', 'export const a = (_bell: string) => 1;'],
  // Nest injects by the class.
  [
    'typescript/consistent-type-imports',
    "import { Server } from 'node:http';\n@Bell()\nexport class Desk { constructor(readonly server: Server) {} }",
  ],
  ['typescript/no-unsafe-assignment', "export const a = JSON.parse('1');", SPEC],
  ['typescript/restrict-template-expressions', 'export const a = (bell: number) => `${bell}`;'],
];
