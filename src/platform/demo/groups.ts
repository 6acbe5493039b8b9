import type { DemoLogin, Role, UserStatus } from '@bellhop/hotel';
import type { DemoProperty } from './demo-source.js';

export const DEMO_PASSWORD = 'bellhop-demo';

/** A user beside the three whose logins are shown. */
interface Colleague {
  readonly name: string;
  readonly role: Role;
  /** Indices into `properties`. @default all */
  readonly houses?: readonly number[];
  /** @default active */
  readonly status?: UserStatus;
  /** When they joined or were invited. */
  readonly daysAgo: number;
}

interface Group {
  readonly name: string;
  readonly domain: string;
  readonly people: Readonly<Record<Role, string>>;
  readonly colleagues: readonly Colleague[];
  readonly properties: readonly Omit<DemoProperty, 'propertyId' | 'today'>[];
}

export const DEMO_GROUPS: readonly Group[] = [
  {
    name: 'Aurora Hotels',
    domain: 'aurora.test',
    people: { owner: 'Helena Duarte', manager: 'Tiago Ferraz', staff: 'Inês Carvalho' },
    colleagues: [
      { name: 'Rui Tavares', role: 'manager', houses: [1], daysAgo: 371 },
      { name: 'Beatriz Nogueira', role: 'staff', houses: [0, 1], daysAgo: 318 },
      { name: 'Duarte Pimentel', role: 'manager', houses: [2], daysAgo: 240 },
      { name: 'Joana Quaresma', role: 'staff', houses: [2], daysAgo: 166 },
      { name: 'Nuno Alvim', role: 'staff', houses: [1], daysAgo: 290, status: 'disabled' },
      { name: 'Sofia Brandão', role: 'owner', daysAgo: 3, status: 'invited' },
      { name: 'Tomás Leal', role: 'staff', houses: [0], daysAgo: 1, status: 'invited' },
    ],
    properties: [
      {
        name: 'Aurora Chiado',
        city: 'Lisbon',
        timezone: 'Europe/Lisbon',
        currency: 'EUR',
        rooms: 84,
        rateMinor: 16_400,
        guests: 'business',
      },
      {
        name: 'Aurora Ribeira',
        city: 'Porto',
        timezone: 'Europe/Lisbon',
        currency: 'EUR',
        rooms: 56,
        rateMinor: 13_900,
        guests: 'holiday',
      },
      {
        name: 'Aurora Ria Formosa',
        city: 'Tavira',
        timezone: 'Europe/Lisbon',
        currency: 'EUR',
        rooms: 118,
        rateMinor: 18_700,
        guests: 'holiday',
      },
    ],
  },
  {
    name: 'Borealis Collection',
    domain: 'borealis.test',
    people: { owner: 'Astrid Lindqvist', manager: 'Mikko Saarinen', staff: 'Freja Holm' },
    colleagues: [
      { name: 'Aino Virtanen', role: 'manager', houses: [0], daysAgo: 352 },
      { name: 'Oskar Bergström', role: 'staff', houses: [1], daysAgo: 205 },
      { name: 'Ingrid Solheim', role: 'staff', houses: [0, 1], daysAgo: 131 },
      { name: 'Emil Nyberg', role: 'staff', houses: [1], daysAgo: 260, status: 'disabled' },
      { name: 'Linnea Dahl', role: 'manager', houses: [1], daysAgo: 2, status: 'invited' },
    ],
    properties: [
      {
        name: 'Borealis Katajanokka',
        city: 'Helsinki',
        timezone: 'Europe/Helsinki',
        currency: 'EUR',
        rooms: 96,
        rateMinor: 17_200,
        guests: 'business',
      },
      {
        name: 'Borealis Gamla Stan',
        city: 'Stockholm',
        timezone: 'Europe/Stockholm',
        currency: 'SEK',
        rooms: 62,
        rateMinor: 198_000,
        guests: 'holiday',
      },
    ],
  },
];

export const DEMO_ROLES: readonly Role[] = ['owner', 'manager', 'staff'];

/** `owner@aurora.test` and so on, in the order people want to try them. */
export const DEMO_LOGINS: readonly DemoLogin[] = DEMO_GROUPS.flatMap(({ name: orgName, domain, people }) =>
  DEMO_ROLES.map((role) => ({
    email: `${role}@${domain}`,
    password: DEMO_PASSWORD,
    name: people[role],
    role,
    orgName,
  })),
);

/** `Inês Carvalho` → `ines.carvalho@aurora.test`. */
export const addressOf = (name: string, domain: string): string =>
  `${name
    .normalize('NFD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(' ', '.')}@${domain}`;
