import { invalidField } from '../http/problem.js';

/** NIST SP 800-63B, 3.1.1.2: length matters, composition rules do not. */
export const MIN_PASSWORD_CHARACTERS = 10;
export const MAX_PASSWORD_CHARACTERS = 256;

/** Common choices of at least ten characters, and this project's own; in lower case. */
const FIRST_GUESSES: ReadonlySet<string> = new Set([
  'bellhop-demo',
  'bellhopdemo',
  'changeme123',
  'iloveyou123',
  'letmein123',
  'p@ssw0rd123',
  'passw0rd123',
  'password12',
  'password123',
  'password1234',
  'passwordpassword',
  'qwerty12345',
  'qwerty123456',
  'qwertyuiop',
  'welcome123',
  'welcome1234',
]);
const RUNS = ['01234567890123456789', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiopasdfghjklzxcvbnm'];

/**
 * Refuses an easily guessed password.
 * @param field the field named in the error
 * @param about publicly known data of the account: email, names
 * @throws ProblemException `validation_failed`
 */
export function requireHardToGuess(field: string, password: string, about: readonly string[]): void {
  const guess = password.toLowerCase();
  if (FIRST_GUESSES.has(guess) || isRun(guess) || isRepetition(guess)) {
    throw invalidField(field, 'is too easy to guess: choose another', 'easyToGuess');
  }
  const known = about.flatMap((text) => [text, text.split('@', 1)[0] ?? '']).map((text) => text.trim().toLowerCase());
  if (known.includes(guess)) throw invalidField(field, 'must not be your name or address', 'aboutYou');
}

/** `1234567890` and `qwertyuiop`, forwards or backwards. */
const isRun = (guess: string): boolean =>
  RUNS.some((run) => run.includes(guess) || run.includes([...guess].reverse().join('')));

/** `aaaaaaaaaa`, `abababababab`, `123412341234`: at most four characters, repeated. */
const isRepetition = (guess: string): boolean => /^(.{1,4})\1+$/su.test(guess);
