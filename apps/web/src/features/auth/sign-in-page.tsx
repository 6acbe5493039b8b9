import { Alert, Button, Group, Stack, TextInput } from '@mantine/core';
import type { SignedOutBy } from '@bellhop/client';
import { type SyntheticEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { session, useSession } from '../../session.js';
import { FormProblem } from '../../ui/form-problem.js';
import { usePageTitle } from '../../ui/page-title.js';
import { DemoLogins } from '../onboarding/demo-logins.js';
import { AuthPage, AuthLink } from './auth-page.js';
import { PasswordField } from './password-field.js';

/** Explanations for a user who did not sign out in this tab. */
const SIGNED_OUT = {
  here: undefined,
  'other-tab': 'signedOutInOtherTab',
  elsewhere: 'signedOutElsewhere',
} as const satisfies Readonly<Record<SignedOutBy, string | undefined>>;

interface Attempt {
  readonly isPending: boolean;
  readonly error: Error | null;
}

const NONE: Attempt = { isPending: false, error: null };

/** Without the form and query libraries, which are loaded with the dashboard: nothing comes before this page. */
export function SignInPage() {
  const { t } = useTranslation('auth');
  const { signedOutBy } = useSession();
  const why = signedOutBy && SIGNED_OUT[signedOutBy];
  usePageTitle(t('titleSignIn'));
  const password = useRef<HTMLInputElement>(null);
  const [missing, setMissing] = useState<readonly string[]>([]);
  const [attempt, setAttempt] = useState<Attempt>(NONE);

  const signIn = (email: string, secret: string) => {
    setAttempt({ isPending: true, error: null });
    session.signIn(email, secret).then(
      () => setAttempt(NONE),
      (error: Error) => {
        setAttempt({ isPending: false, error });
        password.current?.focus();
      },
    );
  };

  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    const [email, secret] = [textOf(typed, 'email'), textOf(typed, 'password')];
    setMissing([...(email ? [] : ['email']), ...(secret ? [] : ['password'])]);
    if (!email || !secret) return;
    signIn(email, secret);
  };

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
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {why !== undefined && !attempt.error && (
            <Alert role="status" color="blue" variant="light">
              {t(why)}
            </Alert>
          )}
          <FormProblem error={attempt.error} />
          <TextInput
            label={t('email')}
            type="email"
            size="md"
            autoComplete="username"
            autoFocus
            name="email"
            error={missing.includes('email') && t('enterEmail')}
          />
          <PasswordField
            size="md"
            name="password"
            ref={password}
            error={missing.includes('password') && t('enterPassword')}
          />
          <Button type="submit" size="md" mt={4} loading={attempt.isPending}>
            {t('signIn')}
          </Button>
          <Group justify="center">
            <AuthLink to="/reset-password">{t('forgotPassword')}</AuthLink>
          </Group>
          <DemoLogins busy={attempt.isPending} onChoose={(login) => signIn(login.email, login.password)} />
        </Stack>
      </form>
    </AuthPage>
  );
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}
