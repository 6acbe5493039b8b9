import { Alert, Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useDocumentTitle } from '@mantine/hooks';
import { useSession } from '@bellhop/react';
import { useMutation } from '@tanstack/react-query';
import type { SignedOutBy } from '@bellhop/client';
import { useTranslation } from 'react-i18next';
import { session } from '../../session.js';
import { FormProblem } from '../../ui/form-problem.js';
import { DemoLogins } from '../onboarding/demo-logins.js';
import { AuthPage, AuthLink } from './auth-page.js';

/** Explanations for a user who did not sign out in this tab. */
const SIGNED_OUT = {
  here: undefined,
  'other-tab': 'signedOutInOtherTab',
  elsewhere: 'signedOutElsewhere',
} as const satisfies Readonly<Record<SignedOutBy, string | undefined>>;

export function SignInPage() {
  const { t } = useTranslation('auth');
  const { signedOutBy } = useSession();
  const why = signedOutBy && SIGNED_OUT[signedOutBy];
  useDocumentTitle(t('titleSignIn'));
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { email: '', password: '' },
    validate: { email: isNotEmpty(t('enterEmail')), password: isNotEmpty(t('enterPassword')) },
  });
  const signIn = useMutation({
    mutationFn: ({ email, password }: typeof form.values) => session.signIn(email, password),
    onError: () => form.getInputNode('password')?.focus(),
  });

  return (
    <AuthPage
      title={t('welcomeBack')}
      text={t('signInWithAccount')}
      aside={
        <>
          {t('newToBellhop')} <AuthLink to="/sign-up">{t('openGroupAccount')}</AuthLink>
        </>
      }
    >
      <form onSubmit={form.onSubmit((credentials) => signIn.mutate(credentials))} noValidate>
        <Stack gap="md">
          {why !== undefined && !signIn.error && (
            <Alert role="status" color="blue" variant="light">
              {t(why)}
            </Alert>
          )}
          <FormProblem error={signIn.error} />
          <TextInput
            label={t('email')}
            type="email"
            size="md"
            autoComplete="username"
            autoFocus
            key={form.key('email')}
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label={t('password')}
            size="md"
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': t('showCharacters') }}
            key={form.key('password')}
            {...form.getInputProps('password')}
          />
          <Button type="submit" size="md" mt={4} loading={signIn.isPending}>
            {t('signIn')}
          </Button>
          <Group justify="center">
            <AuthLink to="/reset-password">{t('forgotPassword')}</AuthLink>
          </Group>
          <DemoLogins
            busy={signIn.isPending}
            onChoose={({ email, password }) => {
              form.setValues({ email, password });
              signIn.mutate({ email, password });
            }}
          />
        </Stack>
      </form>
    </AuthPage>
  );
}
