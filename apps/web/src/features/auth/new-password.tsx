import type { PasswordInputProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { i18n } from '../../language/messages.js';
import { PasswordField } from './password-field.js';

const MIN_LENGTH = 10;

/** The field for a new password. The server reports its rules beyond the length itself. */
export function NewPassword(props: PasswordInputProps) {
  const { t } = useTranslation('auth');
  return (
    <PasswordField
      description={t('passwordRule', { length: MIN_LENGTH })}
      autoComplete="new-password"
      maxLength={256}
      {...props}
    />
  );
}

/** Returns an error for a password that the server would reject for its length. */
export const checkNewPassword = (password: string): string | null =>
  password.length < MIN_LENGTH ? i18n.t('auth:passwordTooShort', { length: MIN_LENGTH }) : null;
