import { Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '../../api.js';
import { showFieldErrors } from '../../ui/field-errors.js';
import { FormProblem } from '../../ui/form-problem.js';
import { useUser } from '../../session.js';
import { checkNewPassword, NewPassword } from '../auth/new-password.js';

export default function ChangePassword({ onClose }: { onClose: () => void }) {
  const { email } = useUser();
  const form = useForm({
    initialValues: { currentPassword: '', newPassword: '' },
    validate: { currentPassword: isNotEmpty('Enter your current password'), newPassword: checkNewPassword },
  });
  const [problem, setProblem] = useState<Error | null>(null);
  const change = useMutation({
    mutationFn: (body: typeof form.values) => request<void>('POST', '/auth/password', { body }),
    onMutate: () => setProblem(null),
    onError: (error) => setProblem(showFieldErrors(form, error)),
    onSuccess: () => {
      notifications.show({
        title: 'Your password has been changed',
        message: 'You were signed out on your other devices.',
        role: 'status',
      });
      onClose();
    },
  });

  return (
    <Modal opened onClose={onClose} title="Change your password" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={form.onSubmit((values) => change.mutate(values))} noValidate>
        <Stack gap="md">
          <FormProblem error={problem} />
          {/* For password managers, which store passwords by user name. */}
          <input type="email" autoComplete="username" value={email} readOnly hidden />
          <PasswordInput
            label="Current password"
            data-autofocus
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': 'Show characters' }}
            {...form.getInputProps('currentPassword')}
          />
          <NewPassword label="New password" {...form.getInputProps('newPassword')} />
          <Text size="sm" c="dimmed">
            Your other devices will be signed out; this one stays signed in.
          </Text>
          <Group justify="flex-end" mt="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={change.isPending}>
              Change password
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
