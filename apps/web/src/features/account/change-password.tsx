import { Button, Group, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { request } from '../../api.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, required, useForm } from '../../ui/form.js';
import { FormProblem } from '../../ui/form-problem.js';
import { useFormRequest } from '../../ui/use-form-request.js';
import { useUser } from '../../session.js';
import { checkNewPassword, NewPassword } from '../auth/new-password.js';
import { PasswordField } from '../auth/password-field.js';

export default function ChangePassword({ onClose }: { onClose: () => void }) {
  const { email } = useUser();
  const { t } = useTranslation(['account', 'ui']);
  const form = useForm({
    initialValues: { currentPassword: '', newPassword: '' },
    validate: { currentPassword: required(t('enterCurrentPassword')), newPassword: checkNewPassword },
  });
  const change = useFormRequest({
    form,
    send: (body) => request<void>('POST', '/auth/password', { body }),
    onDone: () => {
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
      <form onSubmit={change.submit} noValidate>
        <Stack gap="md">
          <FormProblem error={change.problem} />
          {/* For password managers, which store passwords by user name. */}
          <input type="email" autoComplete="username" value={email} readOnly hidden />
          <Field form={form} name="currentPassword">
            {(input) => <PasswordField label={t('currentPassword')} data-autofocus {...input} />}
          </Field>
          <Field form={form} name="newPassword">
            {(input) => <NewPassword label={t('newPassword')} {...input} />}
          </Field>
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
