import { type Ref, useLayoutEffect } from 'react';

export interface ExistingElementProps {
  readonly element: HTMLElement;
  /** Given by the target of a menu or popover. */
  readonly ref?: Ref<HTMLElement>;
}

/** Places a menu or popover at an element that something else renders. Ignores the properties it is cloned with. */
export function ExistingElement({ element, ref }: ExistingElementProps) {
  useLayoutEffect(() => {
    if (typeof ref !== 'function') return undefined;
    const release = ref(element);
    return typeof release === 'function' ? release : () => void ref(null);
  }, [element, ref]);
  return null;
}
