import { RefusedError, StaleRowError, UnreachableError } from '@bellhop/react';
import { currentLanguage } from '../language/locale.js';
import { i18n } from '../language/messages.js';

/** Says what went wrong in the reader’s language. The server explains itself in English, often more exactly. */
export function errorText(error: Error): string {
  if (error instanceof UnreachableError) return i18n.t('errors:unreachable');
  if (error instanceof StaleRowError) {
    return error.current === undefined ? i18n.t('errors:deletedMeanwhile') : i18n.t('errors:changedMeanwhile');
  }
  if (!(error instanceof RefusedError) || currentLanguage() === 'en') return error.message;
  return i18n.t(`errors:code.${error.problem.code}`);
}
