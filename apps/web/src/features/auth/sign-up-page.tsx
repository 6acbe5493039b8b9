import { inputAttributes, userFields } from '@bellhop/hotel';
import { Button, Stack, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useDocumentTitle } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '../../api.js';
import { checkEmail } from '../../ui/email.js';
import { showFieldErrors } from '../../ui/field-errors.js';
import { FormProblem } from '../../ui/form-problem.js';
import { AuthPage, AuthLink } from './auth-page.js';
import { MailSent } from './mail-sent.js';
import { checkNewPassword, NewPassword } from './new-password.js';

/** The sign-up of a new hotel group. */
export function SignUpPage() {
  useDocumentTitle('Open an account · Bellhop');
  const form = useForm({
    initialValues: { orgName: '', name: '', email: '', password: '' },
    validate: {
      orgName: isNotEmpty('Enter the name of your hotel group'),
      name: isNotEmpty('Enter your name'),
      email: checkEmail,
      password: checkNewPassword,
    },
  });
  const [problem, setProblem] = useState<Error | null>(null);
  const signUp = useMutation({
    mutationFn: ({ orgName, name, email, password }: typeof form.values) =>
      request<void>('POST', '/auth/sign-up', {
        body: { orgName: orgName.trim(), name: name.trim(), email: email.trim(), password },
      }),
    onMutate: () => setProblem(null),
    onError: (error) => setProblem(showFieldErrors(form, error)),
  });

  const toSignIn = (
    <>
      Already have an account? <AuthLink to="/app">Sign in</AuthLink>
    </>
  );
  if (signUp.isSuccess) {
    return (
      <MailSent
        email={signUp.variables.email}
        text="Open the link in it to confirm your address. It is valid for 24 hours."
        aside={toSignIn}
        onAgain={() => signUp.reset()}
      />
    );
  }
  return (
    <AuthPage title="Open an account" text="For your hotel group. You will be its first owner." aside={toSignIn}>
      <form onSubmit={form.onSubmit((values) => signUp.mutate(values))} noValidate>
        <Stack gap="md">
          <FormProblem error={problem} />
          <TextInput
            label="Hotel group"
            placeholder="Aurora Hotels"
            autoComplete="organization"
            autoFocus
            {...inputAttributes(userFields.name)}
            {...form.getInputProps('orgName')}
          />
          <TextInput
            label="Your name"
            autoComplete="name"
            {...inputAttributes(userFields.name)}
            {...form.getInputProps('name')}
          />
          <TextInput
            label="Email"
            type="email"
            autoComplete="username"
            {...inputAttributes(userFields.email)}
            {...form.getInputProps('email')}
          />
          <NewPassword {...form.getInputProps('password')} />
          <Button type="submit" size="md" mt={4} loading={signUp.isPending}>
            Open account
          </Button>
        </Stack>
      </form>
    </AuthPage>
  );
}
