import { createContext, useCallback, useContext } from 'react';

/**
 * The card that is to get the focus when it appears. A card that is dropped in another column is a new element there; without
 * this, whoever moves cards by keyboard would start again from the top of the page after each.
 */
export class KeptFocus {
  #taskId: string | undefined;

  expect(taskId: string): void {
    this.#taskId = taskId;
  }

  /** Whether it is this card. Answers once. */
  take(taskId: string): boolean {
    if (this.#taskId !== taskId) return false;
    this.#taskId = undefined;
    return true;
  }
}

export const KeptFocusContext = createContext(new KeptFocus());

/** Returns a function that says whether a card which has just appeared is to get the focus. */
export function useTakesFocus(taskId: string): () => boolean {
  const kept = useContext(KeptFocusContext);
  return useCallback(() => kept.take(taskId), [kept, taskId]);
}
