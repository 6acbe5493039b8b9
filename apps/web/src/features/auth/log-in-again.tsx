import { Anchor, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { session, useUser } from '../../session.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, required, useForm } from '../../ui/form.js';
import { FormProblem } from '../../ui/form-problem.js';
import { PasswordField } from './password-field.js';

/** Signs the same user in again over the current page, so that their input there is not lost. */
export default function LogInAgain({ onClose }: { onClose: () => void }) {
  const { email, name } = useUser();
  const { t } = useTranslation('auth');
  const form = useForm({
    initialValues: { password: '' },
    validate: { password: required(t('enterPassword')) },
  });
  const logIn = useMutation({ mutationFn: (password: string) => session.signIn(email, password) });

  return (
    // Inside the portal of the banner: everything else is inert.
    <Dialog onClose={onClose} withinPortal={false} zIndex={1001} size="sm" title={t('logInAgain')}>
      <form onSubmit={form.onSubmit(({ password }) => logIn.mutate(password))} noValidate>
        <Stack gap="md">
          <FormProblem error={logIn.error} />
          <TextInput label={t('email')} type="email" value={email} readOnly variant="filled" autoComplete="username" />
          <Field form={form} name="password">
            {(input) => <PasswordField data-autofocus {...input} />}
          </Field>
          <Group justify="space-between">
            <Text size="sm" c="dimmed">
              {t('notYou', { name })}{' '}
              <Anchor component="button" type="button" size="sm" onClick={() => void session.signOut()}>
                {t('signOut')}
              </Anchor>
            </Text>
            <Button type="submit" loading={logIn.isPending}>
              {t('logIn')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
