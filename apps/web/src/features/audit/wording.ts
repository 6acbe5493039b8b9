import { type AuditEntry, ROLES } from '@bellhop/hotel';
import type { TFunction } from 'i18next';
import { sideBySide } from '../../language/numbers.js';
import { deviceOf } from '../../ui/device.js';
import { inWords } from '../../ui/in-words.js';
import { isKnownAction } from './actions.js';

type Translate = TFunction<['audit', 'app']>;

/** Names the action of an entry; one of a newer server by its own name. */
export function actionIn({ action }: Pick<AuditEntry, 'action'>, t: Translate): string {
  return isKnownAction(action) ? t(`action.${action}`) : inWords(action);
}

/** Reasons and outcomes that this version has words for. */
const REASONS = [
  ...['wrong_password', 'disabled', 'signed_out', 'ended', 'password_changed', 'refresh_reused', 'user_disabled'],
  ...['delivered', 'failed'],
] as const;
type Reason = (typeof REASONS)[number];

/** Summarises the details of an entry; undefined if they have nothing to show. */
export function detailsIn(details: string | null, t: Translate): string | undefined {
  const { from, to, reason, outcome, domains, userAgent, attempts, sessionsEnded } = parse(details);
  if (isWord(from) && isWord(to)) return t('fromTo', { from: roleOrName(from, t), to: roleOrName(to, t) });
  if (isWord(userAgent)) return deviceOf(userAgent).name;
  const words = [reason, outcome].filter(isWord).map((word) => (isReason(word) ? t(`reason.${word}`) : plain(word)));
  if (Array.isArray(domains)) words.push(domains.filter(isWord).map(plain).join(', '));
  if (typeof attempts === 'number') words.push(t('attempts', { count: attempts }));
  if (typeof sessionsEnded === 'number' && sessionsEnded > 0) words.push(t('sessionsEnded', { count: sessionsEnded }));
  return sideBySide(words) || undefined;
}

function roleOrName(text: string, t: Translate): string {
  const role = ROLES.find((one) => one === text);
  return role ? t(`app:role.${role}`) : text;
}

const plain = (word: string): string => word.replaceAll('_', ' ');

const isReason = (word: string): word is Reason => REASONS.some((reason) => reason === word);

const isWord = (value: unknown): value is string => typeof value === 'string' && value !== '';

function parse(details: string | null): Readonly<Record<string, unknown>> {
  try {
    const read = JSON.parse(details ?? '{}') as unknown;
    return typeof read === 'object' && read !== null ? (read as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
