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
export const FORM = (list: string): string => `${list}: a form opens`;
export const KEY = (list: string): string => `${list}: the longest key press in the form`;
export const TASK = (list: string): string => `${list}: the longest task while 2,000 events come`;
