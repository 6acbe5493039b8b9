import { createContext, useContext, useEffect, useEffectEvent, useState } from 'react';
import { useUser } from '../session.js';
import { browserAfter } from './browser-after.js';
import { type DraftContent, DraftKeeper } from './draft-keeper.js';
import type { Draft, DraftForm } from './drafts.js';
import { heldDrafts, holdDraft } from './open-forms.js';
import { drafts, mayKeep } from './unsaved.js';

/** The draft with which a form was opened, if the user chose one. */
export const ResumedDraft = createContext<string | undefined>(undefined);

export interface OfferedDraft {
  readonly id: string;
  readonly at: number;
  readonly restore: () => void;
  readonly discard: () => void;
}

export interface FormDraft {
  /** Earlier drafts of this form that are open nowhere, newest first. */
  readonly offers: readonly OfferedDraft[];
  /** It is saved: there is nothing left to keep. */
  readonly done: () => void;
}

/** What there is to keep of a form. */
export interface Typed {
  /** Returns undefined while the form shows nothing that is not saved. */
  readonly content: () => DraftContent | undefined;
  /** Part of the content, kept again when it is another. */
  readonly idempotencyKey: string;
  /** Calls back when the rest of the content may have changed. The same function at each rendering. */
  readonly subscribe: (listener: () => void) => () => void;
}

/**
 * Keeps what is typed in a form, without rendering it, and offers what was kept before.
 * @param resume shows an earlier draft in the form
 */
export function useDraft(
  { form, rowId }: DraftForm,
  { content, idempotencyKey, subscribe }: Typed,
  resume: (draft: Draft) => void,
): FormDraft {
  const { orgId, userId } = useUser();
  const [keeper] = useState(
    () => new DraftKeeper(drafts, { orgId, userId }, { form, rowId }, browserTimers, () => mayKeep({ orgId, userId })),
  );
  const [id, setId] = useState(keeper.id);
  const [offers, setOffers] = useState<readonly Draft[]>([]);
  const resumed = useContext(ResumedDraft);

  const restore = (draft: Draft) => {
    keeper.continue(draft.id);
    setId(draft.id);
    resume(draft);
    void heldDrafts().then(look);
  };
  const look = (held: ReadonlySet<string>): readonly Draft[] => {
    const ofForm = drafts.for({ orgId, userId }, { form, rowId });
    const free = ofForm.filter((draft) => draft.id !== keeper.id && !held.has(draft.id));
    setOffers(free);
    return free;
  };
  const begin = useEffectEvent((held: ReadonlySet<string>) => {
    const chosen = look(held).find((draft) => draft.id === resumed);
    if (chosen) restore(chosen);
  });
  useEffect(() => void heldDrafts().then(begin), []);

  useEffect(() => holdDraft(id), [id]);

  const keep = useEffectEvent(() => keeper.typed(content()));
  useEffect(() => {
    keep();
    return subscribe(() => keep());
  }, [subscribe, idempotencyKey]);

  useEffect(() => {
    const flush = () => keeper.flush();
    // A phone may kill a page that it hides without another event.
    document.addEventListener('visibilitychange', flush);
    window.addEventListener('pagehide', flush);
    return () => {
      document.removeEventListener('visibilitychange', flush);
      window.removeEventListener('pagehide', flush);
      flush();
    };
  }, [keeper]);

  return {
    offers: offers.map((draft) => ({
      id: draft.id,
      at: draft.at,
      restore: () => restore(draft),
      discard: () => {
        drafts.remove({ orgId, userId }, draft.id);
        setOffers((others) => others.filter((other) => other !== draft));
      },
    })),
    done: () => keeper.done(),
  };
}

const browserTimers = {
  now: () => Date.now(),
  newId: () => crypto.randomUUID(),
  after: browserAfter,
};
