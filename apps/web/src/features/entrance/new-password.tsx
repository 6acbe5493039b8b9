import { PasswordInput, type PasswordInputProps } from '@mantine/core';

const MIN_LENGTH = 10;

/** Where a password is chosen. What the server asks for beside the length it says itself. */
export function NewPassword(props: PasswordInputProps) {
  return (
    <PasswordInput
      label="Password"
      description={`At least ${MIN_LENGTH} characters. A few words you remember are better than one odd one.`}
      autoComplete="new-password"
      maxLength={256}
      visibilityToggleButtonProps={{ 'aria-label': 'Show what I type' }}
      {...props}
    />
  );
}

/** Whether the password is worth sending. */
export const checkNewPassword = (password: string): string | null =>
  password.length < MIN_LENGTH ? `At least ${MIN_LENGTH} characters` : null;
