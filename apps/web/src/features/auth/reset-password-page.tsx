import { RefusedError } from '@bellhop/react';
import { Button, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDocumentTitle } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { request } from '../../api.js';
import { checkEmail } from '../../ui/email.js';
import { showFieldErrors } from '../../ui/field-errors.js';
import { FormProblem } from '../../ui/form-problem.js';
import { AuthPage, AuthLink } from './auth-page.js';
import { LinkRefused } from './link-problem.js';
import { forgetLinkToken, useLinkToken } from './link-token.js';
import { MailSent } from './mail-sent.js';
import { checkNewPassword, NewPassword } from './new-password.js';

/** Requests a link to choose a password; with the token of that link, sets the new one. */
export function ResetPasswordPage() {
  useDocumentTitle('Choose a password · Bellhop');
  const token = useLinkToken();
  const [isDone, setDone] = useState(false);
  if (isDone) {
    return (
      <AuthPage
        title="Your password has been changed"
        text="You were signed out everywhere. Sign in with the new password."
      >
        <Button component={Link} to="/app" size="md">
          Go to the sign-in page
        </Button>
      </AuthPage>
    );
  }
  if (token === undefined) return <AskForLink />;
  return (
    <ChoosePassword
      key={token}
      token={token}
      onDone={() => {
        setDone(true);
        forgetLinkToken();
      }}
    />
  );
}

const toSignIn = (
  <>
    Remember it? <AuthLink to="/app">Sign in</AuthLink>
  </>
);

function AskForLink() {
  const form = useForm({ initialValues: { email: '' }, validate: { email: checkEmail } });
  const [problem, setProblem] = useState<Error | null>(null);
  const ask = useMutation({
    mutationFn: ({ email }: typeof form.values) =>
      request<void>('POST', '/auth/password-reset', { body: { email: email.trim() } }),
    onMutate: () => setProblem(null),
    onError: (error) => setProblem(showFieldErrors(form, error)),
  });
  if (ask.isSuccess) {
    return (
      <MailSent
        email={ask.variables.email}
        text="If the address has an account, the mail has a link to choose a new password. It is valid for one hour."
        aside={toSignIn}
        onAgain={() => ask.reset()}
      />
    );
  }
  return (
    <AuthPage title="Forgot your password?" text="We will send you a link to choose a new one." aside={toSignIn}>
      <form onSubmit={form.onSubmit((values) => ask.mutate(values))} noValidate>
        <Stack gap="md">
          <FormProblem error={problem} />
          <TextInput
            label="Email"
            type="email"
            size="md"
            autoComplete="username"
            autoFocus
            {...form.getInputProps('email')}
          />
          <Button type="submit" size="md" loading={ask.isPending}>
            Send me a link
          </Button>
        </Stack>
      </form>
    </AuthPage>
  );
}

function ChoosePassword({ token, onDone }: { token: string; onDone: () => void }) {
  const form = useForm({ initialValues: { newPassword: '' }, validate: { newPassword: checkNewPassword } });
  const [problem, setProblem] = useState<Error | null>(null);
  const choose = useMutation({
    mutationFn: ({ newPassword }: typeof form.values) =>
      request<void>('POST', '/auth/password-reset/confirm', { body: { token, newPassword } }),
    onMutate: () => setProblem(null),
    onSuccess: onDone,
    onError: (error) => setProblem(showFieldErrors(form, error)),
  });
  if (problem instanceof RefusedError && problem.problem.code === 'invalid_link') {
    return (
      <LinkRefused error={problem} advice="Request a new one." onRetry={() => choose.reset()}>
        <Button onClick={forgetLinkToken}>Send me a new link</Button>
      </LinkRefused>
    );
  }
  return (
    <AuthPage title="Choose a new password" text="It replaces the old one and signs you out everywhere.">
      <form onSubmit={form.onSubmit((values) => choose.mutate(values))} noValidate>
        <Stack gap="md">
          <FormProblem error={problem} />
          <NewPassword label="New password" size="md" autoFocus {...form.getInputProps('newPassword')} />
          <Button type="submit" size="md" loading={choose.isPending}>
            Change password
          </Button>
        </Stack>
      </form>
    </AuthPage>
  );
}
