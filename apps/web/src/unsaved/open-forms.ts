const PREFIX = 'bellhop-form:';

/** Called when a draft is no longer open in this tab. */
const listeners = new Set<() => void>();

/**
 * Marks a draft as open in this tab, as long as the tab lives: a lock ends with its tab, also when that crashes.
 * @returns a function that ends it
 */
export function holdDraft(id: string): () => void {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  // A browser without locks offers drafts that are open in another tab, too.
  void locks()
    ?.request(`${PREFIX}${id}`, () => held)
    .catch(() => undefined)
    // The browser releases the lock a while after it is told to.
    .finally(() => listeners.forEach((listener) => listener()));
  return () => release();
}

/** @returns a function that ends it */
export function onDraftReleased(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Returns the ids of drafts that are open in some tab. */
export async function heldDrafts(): Promise<ReadonlySet<string>> {
  const { held = [] } =
    (await locks()
      ?.query()
      .catch(() => undefined)) ?? {};
  return new Set(held.flatMap(({ name = '' }) => (name.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : [])));
}

/** Undefined outside secure contexts. */
const locks = (): LockManager | undefined => (navigator as Partial<Navigator>).locks;
