import { DOMAIN_PAGES } from '../../pages/domains.js';
import { shortcutsFor } from './shortcuts.js';

/** The same for every role, so that people can tell each other. */
export const SHORTCUTS = shortcutsFor(DOMAIN_PAGES.map(({ path }) => path));
