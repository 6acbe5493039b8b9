const EMAIL = /^\S+@\S+\.\S+$/;

/** What a form says of an address that cannot be one; whether it is one only a mail to it shows. */
export const checkEmail = (email: string): string | null =>
  EMAIL.test(email.trim()) ? null : 'Enter an email address';
