import { BUDGETS } from '../../../../tools/lib/dashboard-budgets.mjs';

/** Names of the dashboard's figures, for its workload and its aims. */
export const DASHBOARD = 'Bellhop';
export const BUDGETED = (page: string): string => `${page}: to load, over the wire`;
export const SIGN_IN = 'slow 3G: sign-in usable';
export const ROWS = 'slow 3G: cards after opening the page with a session, nothing cached';
export const SECOND_VISIT = 'slow 3G: cards at the second visit, with the service worker';
export const CLICK = 'from A’s click to B’s card';

/** The long lists. */
export const CARDS = '1,000 cards';
export const LONG_TABLE = '5,000 rows';
export const FIRST_FORM = (list: string): string => `${list}: a form opens for the first time`;
export const FORM = (list: string): string => `${list}: a form opens, the first five times`;
export const KEY = (list: string): string => `${list}: the longest key press in the form`;
export const TASK = (list: string): string => `${list}: the longest task while 2,000 events come`;

export interface DeskAim {
  readonly metric: string;
  readonly most: number;
  readonly unit: 'kB' | 's' | 'ms';
  /** What is compared: the median of all runs, or the worst of them. */
  readonly of: 'median' | 'worst';
}

const ofLongList = (list: string): readonly DeskAim[] => [
  { metric: FIRST_FORM(list), most: 300, unit: 'ms', of: 'worst' },
  { metric: FORM(list), most: 300, unit: 'ms', of: 'median' },
  { metric: KEY(list), most: 50, unit: 'ms', of: 'worst' },
  { metric: TASK(list), most: 100, unit: 'ms', of: 'worst' },
];

/** What somebody at a desk may wait for, and a page may weigh. */
export const DESK_AIMS: readonly DeskAim[] = [
  ...BUDGETS.map(({ name, bytes }) => ({
    ...{ metric: BUDGETED(name), most: bytes / 1000 },
    ...({ unit: 'kB', of: 'worst' } as const),
  })),
  { metric: SIGN_IN, most: 6, unit: 's', of: 'median' },
  { metric: ROWS, most: 9, unit: 's', of: 'median' },
  { metric: CLICK, most: 150, unit: 'ms', of: 'median' },
  ...[CARDS, LONG_TABLE].flatMap(ofLongList),
];
