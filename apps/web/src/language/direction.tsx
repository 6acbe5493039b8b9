import { directionOf } from '@bellhop/hotel';
import { DirectionContext } from '@mantine/core';
import { type ReactNode, useMemo } from 'react';
import { useLanguage } from './locale.js';

/** Tells Mantine whether the page is read from right to left. */
export function Direction({ children }: { children: ReactNode }) {
  const dir = directionOf(useLanguage());
  const direction = useMemo(() => ({ dir, setDirection: () => undefined, toggleDirection: () => undefined }), [dir]);
  return <DirectionContext.Provider value={direction}>{children}</DirectionContext.Provider>;
}
