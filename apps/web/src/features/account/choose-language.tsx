import { isLanguage, type Language, LANGUAGE_NAMES, LANGUAGES } from '@bellhop/hotel';
import { NavLink, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { request } from '../../api.js';
import { updateUser, useUser } from '../../session.js';
import { Dialog } from '../../ui/dialog.js';
import { notifyError } from '../../ui/notify-error.js';

/** The user’s language, on all their devices. Each is named in itself, for whoever cannot read the current one. */
export default function ChooseLanguage({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('account');
  const user = useUser();
  const chosen = isLanguage(user.language) ? user.language : null;
  const choose = useMutation({
    mutationFn: (language: Language | null) =>
      request<unknown>('PATCH', `/users/${user.userId}`, { body: { language } }),
    onSuccess: (_, language) => {
      updateUser({ ...user, language });
      onClose();
    },
    onError: (error) => notifyError(t('languageNotSaved'), error),
  });
  const item = (language: Language | null, label: string) => (
    <NavLink
      key={label}
      component="button"
      type="button"
      label={label}
      lang={language ?? undefined}
      dir="auto"
      aria-current={language === chosen ? 'true' : undefined}
      active={language === chosen}
      disabled={choose.isPending}
      rightSection={language === chosen && <IconCheck size={16} aria-hidden />}
      onClick={() => choose.mutate(language)}
    />
  );
  return (
    <Dialog onClose={onClose} size="xs" title={t('language')}>
      <Text size="sm" c="dimmed" mb="xs">
        {t('languageText')}
      </Text>
      {item(null, t('browserLanguage'))}
      {LANGUAGES.map((language) => item(language, LANGUAGE_NAMES[language]))}
    </Dialog>
  );
}
