import type { SignedIn } from '@bellhop/contracts';
import { Alert, Box, Button, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useDocumentTitle } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { request } from '../../api.js';
import { session, useSession } from '../../session.js';
import { BellMark, Wordmark } from '../../ui/brand.js';
import { FormProblem } from '../../ui/form-problem.js';
import classes from './sign-in-page.module.css';

export function SignInPage() {
  useDocumentTitle('Sign in · Bellhop');
  const { reason } = useSession();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { email: '', password: '' },
    validate: { email: isNotEmpty('Enter your email'), password: isNotEmpty('Enter your password') },
  });
  const signIn = useMutation({
    mutationFn: (credentials: typeof form.values) => request<SignedIn>('POST', '/auth/login', { body: credentials }),
    onSuccess: (signedIn) => session.signIn(signedIn),
    onError: () => form.getInputNode('password')?.focus(),
  });

  return (
    <div className={classes.page}>
      <Box className={classes.brand} component="header">
        <Wordmark size={30} />
        <Text className={classes.promise}>What happens in one of your hotels is on every screen, at once.</Text>
        <div className={classes.bell} aria-hidden>
          <BellMark size={420} />
        </div>
      </Box>
      <main className={classes.main}>
        <Paper className={classes.card} shadow="sm">
          <form onSubmit={form.onSubmit((credentials) => signIn.mutate(credentials))} noValidate>
            <Stack gap="md">
              <div>
                <Title order={1}>Welcome back</Title>
                <Text c="dimmed" size="sm" mt={4}>
                  Sign in with your hotel group’s account.
                </Text>
              </div>
              {reason === 'expired' && !signIn.error && (
                <Alert color="brass" role="status">
                  Your session has ended. Sign in to go on where you were.
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
                visibilityToggleButtonProps={{ 'aria-label': 'Show what I type' }}
                key={form.key('password')}
                {...form.getInputProps('password')}
              />
              <Button type="submit" size="md" mt={4} loading={signIn.isPending}>
                Sign in
              </Button>
            </Stack>
          </form>
        </Paper>
      </main>
    </div>
  );
}
