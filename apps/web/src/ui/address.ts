import { isDay } from '@bellhop/hotel';

/** Maximum length of a filter's text, in its field and in the address, as on the server. */
export const MAX_TEXT = 100;

const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Whether a value is the id of a row or user, as the server writes it. */
export const isId = (value: unknown): value is string => typeof value === 'string' && ID.test(value);

/** Reads a filter's text; undefined for none, and for one that the server refuses. The router reads `q=204` as a number. */
export function readText(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value).trim().slice(0, MAX_TEXT);
  return text === '' || /\p{Cc}/u.test(text) ? undefined : text;
}

/** The first and the last day to show; each may be missing. */
export interface DayRange {
  readonly from?: string;
  readonly to?: string;
}

export const readDays = ({ from, to }: Readonly<Record<string, unknown>>): DayRange => ({
  ...(isDay(from) && { from }),
  ...(isDay(to) && { to }),
});

/** Search parameters of all signed-in pages. */
export interface AppSearch {
  /** The selected property; all of them without it. */
  readonly property?: string;
  /** A row whose form is open: `task:<id>`, or `task:new`. */
  readonly row?: string;
}

export const readAppSearch = ({ property, row }: Readonly<Record<string, unknown>>): AppSearch => ({
  ...(typeof property === 'string' && { property }),
  ...(isRow(row) && { row }),
});

function isRow(value: unknown): value is string {
  const [, id] = (typeof value === 'string' && /^\w{1,64}:(.+)$/.exec(value)) || [];
  return id === 'new' || isId(id);
}

/** The parameters that another page begins with. */
export const keepProperty = ({ property }: AppSearch): Pick<AppSearch, 'property'> =>
  property === undefined ? {} : { property };

/** Changes to a page's filters; undefined removes one. */
export type FilterChanges<Search> = { readonly [Name in keyof Search]?: Search[Name] | undefined };

/**
 * Describes the navigation that changes a page's filters: no step in the history, and nothing scrolls.
 * @param read reads the page's own parameters, without those that have their default
 */
export const toFilters = <Search extends object>(
  read: (search: Readonly<Record<string, unknown>>) => Search,
  changes: FilterChanges<Search>,
) =>
  ({
    search: (before: AppSearch): Pick<AppSearch, 'property'> & Search => ({
      ...keepProperty(before),
      ...read({ ...before, ...changes }),
    }),
    replace: true,
    resetScroll: false,
  }) as const;
