import { useEffect } from 'react';

/**
 * Takes everything but `above` out of reach of pointer, keyboard and screen reader: the page and what lies over it, such as
 * an open dialog. Afterwards the focus is back where it was.
 *
 * @param above lies in a child of `body` of its own; null while there is nothing to stand above
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
    // Dialogs are put beside the page as they open.
    const observer = new MutationObserver(disable);
    observer.observe(body, { childList: true });
    return () => {
      observer.disconnect();
      for (const child of disabled) child.inert = false;
      if (activeElement instanceof HTMLElement && activeElement.isConnected) activeElement.focus();
    };
  }, [above]);
}
