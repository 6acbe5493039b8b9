import { createContext } from 'react';

/**
 * Opens another page that needs no sign-in. By default for the router, which sees what is pushed; the sign-in page is also
 * shown where there is no router yet.
 */
export const OpenPath = createContext((path: string): void => history.pushState(null, '', path));
