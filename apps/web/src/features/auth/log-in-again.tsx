import { Anchor, Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { session, useUser } from '../../session.js';
import { FormProblem } from '../../ui/form-problem.js';

/** Signs the same user in again over the current page, so that their input there is not lost. */
export function LogInAgain({ onClose }: { onClose: () => void }) {
  const { email, name } = useUser();
  const form = useForm({
    initialValues: { password: '' },
    validate: { password: isNotEmpty('Enter your password') },
  });
  const logIn = useMutation({ mutationFn: (password: string) => session.signIn(email, password) });

  return (
    // Inside the portal of the banner: everything else is inert.
    <Modal
      opened
      onClose={onClose}
      withinPortal={false}
      zIndex={1001}
      size="sm"
      title="Log in again"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={form.onSubmit(({ password }) => logIn.mutate(password))} noValidate>
        <Stack gap="md">
          <FormProblem error={logIn.error} />
          <TextInput label="Email" type="email" value={email} readOnly variant="filled" autoComplete="username" />
          <PasswordInput
            label="Password"
            data-autofocus
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': 'Show characters' }}
            {...form.getInputProps('password')}
          />
          <Group justify="space-between">
            <Text size="sm" c="dimmed">
              Not {name}?{' '}
              <Anchor component="button" type="button" size="sm" onClick={() => void session.signOut()}>
                Sign out
              </Anchor>
            </Text>
            <Button type="submit" loading={logIn.isPending}>
              Log in
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
