import { useTranslation } from 'react-i18next';
import type { DomainPage } from './domains.js';

/** Returns a function that labels a page in the user’s language. */
export function usePageLabel(): (page: DomainPage) => string {
  const { t } = useTranslation('app');
  return ({ name }) => t(`page.${name}`);
}
