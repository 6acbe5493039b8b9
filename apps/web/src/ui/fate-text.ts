import type { TFunction } from 'i18next';
import type { Fate } from './row-edit.js';

/** What became of a row, in a sentence. @param name of the user who deleted it */
export function fateText(t: TFunction<'ui'>, kind: Fate['kind'], name: string): string {
  if (kind === 'deleted') return t('rowDeleted', { name });
  return kind === 'hidden' ? t('rowHidden') : t('rowGone');
}
