import { Button } from '@mantine/core';
import { IconCloudUp } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLoaded } from '../../ui/use-loaded.js';
import { useOutbox, useUnsaved } from '../../unsaved/use-unsaved.js';
import classes from './unsaved.module.css';

/** Brings all forms with it, which the first page must not wait for. */
export const loadUnsavedDialog = () => import('./unsaved-dialog.js');

/** A button that appears while something typed is not saved, for the list of it. */
export function UnsavedWork() {
  const { t } = useTranslation('ui');
  const [isOpen, setOpen] = useState(false);
  const { loaded, prepare, demand } = useLoaded(loadUnsavedDialog);
  const unsaved = useUnsaved();
  useOutbox();
  const count = unsaved.saves.length + unsaved.drafts.length;
  // Otherwise it would open by itself when there is something in it again.
  if (isOpen && count === 0) setOpen(false);
  const isTyping = count + unsaved.open > 0;
  // While there may be a network: what is typed now may have to wait for it.
  useEffect(() => {
    if (isTyping) loadUnsavedDialog().catch(() => undefined);
  }, [isTyping]);
  return (
    <>
      {count > 0 && (
        <Button
          size="xs"
          variant="light"
          color="brass"
          leftSection={<IconCloudUp size={16} aria-hidden />}
          aria-label={t('notSaved', { count })}
          onPointerEnter={prepare}
          onFocus={prepare}
          onClick={() => {
            demand();
            setOpen(true);
          }}
        >
          <span className={classes.count}>{t('notSaved', { count })}</span>
          <span className={classes.number}>{count}</span>
        </Button>
      )}
      {loaded && <loaded.UnsavedDialog unsaved={unsaved} opened={isOpen} onClose={() => setOpen(false)} />}
    </>
  );
}
