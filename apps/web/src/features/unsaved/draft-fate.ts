import type { VersionedRow } from '@bellhop/client';
import { useTranslation } from 'react-i18next';
import { fateText } from '../../ui/fate-text.js';
import { useNameOf } from '../../ui/who.js';
import type { Draft } from '../../unsaved/drafts.js';
import { ROW_FORMS } from './row-forms.js';

export interface DraftFate {
  /** What happened to the draft's row since; undefined if nothing did. */
  readonly text: string | undefined;
  /** There is no row left to open in a form. */
  readonly isGone: boolean;
}

const useNoRow = () => ({ state: 'unknown' }) as const;

/** Watches the row of a draft, as its form would. */
export function useDraftFate({ form, rowId, version }: Draft): DraftFate {
  const { t } = useTranslation('ui');
  // The form of a draft is always the same, and so is its hook.
  const { useRow = useNoRow } = ROW_FORMS[form] ?? {};
  const watched = useRow(rowId ?? undefined);
  const isChanged = watched.state === 'current' && version !== undefined && watched.row.version > version;
  const by = watched.state === 'deleted' ? watched.by : isChanged ? authorOf(watched.row) : undefined;
  const name = useNameOf(by);
  if (watched.state === 'unknown' || watched.state === 'current') {
    return { text: isChanged ? t('changedSinceTyped', { name }) : undefined, isGone: false };
  }
  return { text: fateText(t, watched.state, name), isGone: true };
}

/** Every row has an author; those from before they were written down have null. */
const authorOf = (row: VersionedRow & { readonly updatedBy?: string | null }): string | undefined =>
  row.updatedBy ?? undefined;
