import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../api.js';
import { Dialog } from '../../ui/dialog.js';
import { showFieldErrors } from '../../ui/field-errors.js';
import { FormProblem } from '../../ui/form-problem.js';
import { useUser } from '../../session.js';
import { checkNewPassword, NewPassword } from '../auth/new-password.js';

export default function ChangePassword({ onClose }: { onClose: () => void }) {
  const { email } = useUser();
  const { t } = useTranslation(['account', 'ui']);
  const form = useForm({
    initialValues: { currentPassword: '', newPassword: '' },
    validate: { currentPassword: isNotEmpty(t('enterCurrentPassword')), newPassword: checkNewPassword },
  });
  const [problem, setProblem] = useState<Error | null>(null);
  const change = useMutation({
    mutationFn: (body: typeof form.values) => request<void>('POST', '/auth/password', { body }),
    onMutate: () => setProblem(null),
    onError: (error) => setProblem(showFieldErrors(form, error)),
    onSuccess: () => {
      notifications.show({
        title: t('passwordChanged'),
        message: t('signedOutOnOthers'),
        role: 'status',
      });
      onClose();
    },
  });

  return (
    <Dialog onClose={onClose} title={t('changeYourPassword')}>
      <form onSubmit={form.onSubmit((values) => change.mutate(values))} noValidate>
        <Stack gap="md">
          <FormProblem error={problem} />
          {/* For password managers, which store passwords by user name. */}
          <input type="email" autoComplete="username" value={email} readOnly hidden />
          <PasswordInput
            label={t('currentPassword')}
            data-autofocus
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': t('showCharacters') }}
            {...form.getInputProps('currentPassword')}
          />
          <NewPassword label={t('newPassword')} {...form.getInputProps('newPassword')} />
          <Text size="sm" c="dimmed">
            {t('othersSignedOut')}
          </Text>
          <Group justify="flex-end" mt="xs">
            <Button variant="default" onClick={onClose}>
              {t('ui:cancel')}
            </Button>
            <Button type="submit" loading={change.isPending}>
              {t('changePassword')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
