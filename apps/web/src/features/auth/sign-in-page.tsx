import { Alert, Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useDocumentTitle } from '@mantine/hooks';
import { useSession } from '@bellhop/react';
import { useMutation } from '@tanstack/react-query';
import type { SignedOutBy } from '@bellhop/client';
import { session } from '../../session.js';
import { FormProblem } from '../../ui/form-problem.js';
import { DemoLogins } from '../onboarding/demo-logins.js';
import { AuthPage, AuthLink } from './auth-page.js';

/** Explanations for a user who did not sign out in this tab. */
const SIGNED_OUT: Readonly<Record<SignedOutBy, string | undefined>> = {
  here: undefined,
  'other-tab': 'You signed out in another tab of this browser.',
  elsewhere: 'You were signed out elsewhere: from another device, or by an owner of your group.',
};

export function SignInPage() {
  const { signedOutBy } = useSession();
  const why = signedOutBy && SIGNED_OUT[signedOutBy];
  useDocumentTitle('Sign in · Bellhop');
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { email: '', password: '' },
    validate: { email: isNotEmpty('Enter your email'), password: isNotEmpty('Enter your password') },
  });
  const signIn = useMutation({
    mutationFn: ({ email, password }: typeof form.values) => session.signIn(email, password),
    onError: () => form.getInputNode('password')?.focus(),
  });

  return (
    <AuthPage
      title="Welcome back"
      text="Sign in with your hotel group’s account."
      aside={
        <>
          New to Bellhop? <AuthLink to="/sign-up">Open an account for your group</AuthLink>
        </>
      }
    >
      <form onSubmit={form.onSubmit((credentials) => signIn.mutate(credentials))} noValidate>
        <Stack gap="md">
          {why !== undefined && !signIn.error && (
            <Alert role="status" color="blue" variant="light">
              {why}
            </Alert>
          )}
          <FormProblem error={signIn.error} />
          <TextInput
            label="Email"
            type="email"
            size="md"
            autoComplete="username"
            autoFocus
            key={form.key('email')}
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label="Password"
            size="md"
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': 'Show characters' }}
            key={form.key('password')}
            {...form.getInputProps('password')}
          />
          <Button type="submit" size="md" mt={4} loading={signIn.isPending}>
            Sign in
          </Button>
          <Group justify="center">
            <AuthLink to="/reset-password">Forgot password?</AuthLink>
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
