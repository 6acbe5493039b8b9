import { Button, Center } from '@mantine/core';
import { IconBellX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { StatePanel } from '../ui/state-panel.js';

/** Shown for a page that failed to load or to render. */
export function ErrorPage() {
  const { t } = useTranslation('app');
  return (
    <Center mih="60vh" p="md" role="alert">
      <StatePanel
        isPage
        icon={IconBellX}
        title={t('stopped.title')}
        text={t('stopped.text')}
        action={<Button onClick={reload}>{t('reload')}</Button>}
      />
    </Center>
  );
}

/** The page may have failed for want of a file that a newer build replaced. */
function reload(): void {
  import('../service-worker/shell-worker.js').then(
    ({ reloadNewest }) => reloadNewest(),
    () => window.location.reload(),
  );
}
