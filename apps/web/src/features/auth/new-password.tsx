import { PasswordInput, type PasswordInputProps } from '@mantine/core';

const MIN_LENGTH = 10;

/** The field for a new password. The server reports its rules beyond the length itself. */
export function NewPassword(props: PasswordInputProps) {
  return (
    <PasswordInput
      label="Password"
      description={`At least ${MIN_LENGTH} characters. A few words that you can remember work best.`}
      autoComplete="new-password"
      maxLength={256}
      visibilityToggleButtonProps={{ 'aria-label': 'Show characters' }}
      {...props}
    />
  );
}

/** Returns an error for a password that the server would reject for its length. */
export const checkNewPassword = (password: string): string | null =>
  password.length < MIN_LENGTH ? `At least ${MIN_LENGTH} characters` : null;
