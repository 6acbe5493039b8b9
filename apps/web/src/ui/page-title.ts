import { useDocumentTitle } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';

/** Names the page in the browser's tab and history: `Tasks · Bellhop`. */
export function usePageTitle(page: string): void {
  const { t } = useTranslation('app');
  useDocumentTitle(t('titleOf', { page }));
}
