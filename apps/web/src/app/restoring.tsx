import { Center } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { BellMark } from '../ui/brand.js';
import classes from './restoring.module.css';

/** Shown while the session is restored. Appears after a delay, because that is usually quick. */
export function Restoring() {
  const { t } = useTranslation('app');
  return (
    <Center component="main" mih="100dvh" aria-busy>
      <div className={classes.waiting} role="status" aria-label={t('loading')}>
        <BellMark size={44} />
      </div>
    </Center>
  );
}
