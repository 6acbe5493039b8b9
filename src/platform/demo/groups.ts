import type { Role } from '@bellhop/contracts';
import type { DemoProperty } from './demo-source.js';

export const DEMO_PASSWORD = 'bellhop-demo';

interface Group {
  readonly name: string;
  readonly domain: string;
  readonly people: Readonly<Record<Role, string>>;
  readonly properties: readonly (Pick<DemoProperty, 'rooms' | 'currency' | 'rateMinor' | 'guests'> & {
    readonly name: string;
    readonly city: string;
    readonly timezone: string;
  })[];
}

export const DEMO_GROUPS: readonly Group[] = [
  {
    name: 'Aurora Hotels',
    domain: 'aurora.test',
    people: { owner: 'Helena Duarte', manager: 'Tiago Ferraz', staff: 'Inês Carvalho' },
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
export const DEMO_LOGINS: readonly string[] = DEMO_GROUPS.flatMap(({ domain }) =>
  DEMO_ROLES.map((role) => `${role}@${domain}`),
);
