import { i18n } from '../language/messages.js';

const EMAIL = /^\S+@\S+\.\S+$/;

/** Returns an error for text that cannot be an email address. Only a mail proves that the address exists. */
export const checkEmail = (email: string): string | null =>
  EMAIL.test(email.trim()) ? null : i18n.t('ui:enterEmailAddress');
