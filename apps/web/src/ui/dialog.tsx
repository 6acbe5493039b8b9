import { Modal, type ModalProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** A modal that is open while it is rendered. */
export function Dialog(props: Omit<ModalProps, 'opened' | 'closeButtonProps'>) {
  const { t } = useTranslation('ui');
  return <Modal opened closeButtonProps={{ 'aria-label': t('close') }} {...props} />;
}
