import { useEffect } from 'react';

/**
 * Makes everything but `above` inert for pointer, keyboard and screen reader: the page and anything over it, such as
 * an open dialog. Restores the focus afterwards.
 *
 * @param above is in its own child of `body`; null while nothing has to be inert
 */
export function useInertBeneath(above: HTMLElement | null): void {
  useEffect(() => {
    if (!above) return;
    const { activeElement, body } = document;
    const disabled = new Set<HTMLElement>();
    const disable = () => {
      for (const child of body.children) {
        if (!(child instanceof HTMLElement) || child.contains(above) || child.inert) continue;
        child.inert = true;
        disabled.add(child);
      }
    };
    disable();
    // Dialogs are added to `body` as they open.
    const observer = new MutationObserver(disable);
    observer.observe(body, { childList: true });
    return () => {
      observer.disconnect();
      for (const child of disabled) child.inert = false;
      if (activeElement instanceof HTMLElement && activeElement.isConnected) activeElement.focus();
    };
  }, [above]);
}
