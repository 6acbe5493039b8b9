import { RefusedError } from '@bellhop/react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../api.js';
import { useUser } from '../../session.js';
import { notifyError } from '../../ui/notify-error.js';
import { draftOf } from '../../unsaved/outbox.js';
import { ROW_FORMS, type RowFormEntry } from './row-forms.js';
import { drafts, outbox } from '../../unsaved/unsaved.js';
import { ResumedDraft } from '../../unsaved/use-draft.js';

interface Reopened extends RowFormEntry {
  readonly draftId: string;
  readonly row: unknown;
}

export interface Reopen {
  /** Opens the form of a draft, or of a save that waits, with what was typed. */
  readonly open: (id: string) => Promise<void>;
  readonly form: ReactNode;
}

/** @param onOpened called when the form is about to be shown */
export function useReopen(onOpened: () => void): Reopen {
  const { t } = useTranslation(['ui', 'app']);
  const { orgId, userId, role } = useUser();
  const [reopened, setReopened] = useState<Reopened>();

  const open = async (id: string) => {
    const owner = { orgId, userId };
    const save = outbox.of(owner).find((one) => one.id === id);
    const draft = save ? draftOf(save) : drafts.of(owner).find((one) => one.id === id);
    const entry = draft && ROW_FORMS[draft.form];
    if (!draft || !entry) return;
    try {
      const row = draft.rowId === null ? undefined : await request('GET', `${entry.path}/${draft.rowId}`);
      if (save && drafts.put(owner, draftOf(save))) outbox.remove(owner, id);
      setReopened({ ...entry, draftId: draft.id, row });
      onOpened();
    } catch (error) {
      const isGone = error instanceof RefusedError;
      notifyError(
        isGone ? t('formGone') : t('app:notLoaded'),
        isGone ? new Error(t('formGoneText')) : (error as Error),
      );
    }
  };

  return {
    open,
    form: reopened && (
      <ResumedDraft value={reopened.draftId}>
        <reopened.Form row={reopened.row as never} role={role} onClose={() => setReopened(undefined)} />
      </ResumedDraft>
    ),
  };
}
