import { isConflictReason } from '@bellhop/hotel';
import { RefusedError, StaleRowError, UnreachableError } from '@bellhop/react';
import { currentLanguage } from '../language/locale.js';
import { i18n } from '../language/messages.js';

/** Says what went wrong in the reader’s language. Where the server gives no reason, its English is more exact. */
export function errorText(error: Error): string {
  if (error instanceof UnreachableError) return i18n.t('errors:unreachable');
  if (error instanceof StaleRowError) {
    return error.current === undefined ? i18n.t('errors:deletedMeanwhile') : i18n.t('errors:changedMeanwhile');
  }
  if (!(error instanceof RefusedError)) return error.message;
  const { reason } = error.problem;
  if (isConflictReason(reason)) return i18n.t(`errors:conflict.${reason}`);
  if (currentLanguage() === 'en') return error.message;
  return i18n.t(`errors:code.${error.problem.code}`);
}
