import type { ReactNode } from 'react';
import classes from './filters.module.css';

export interface FiltersProps {
  /** Names them, for screen readers. */
  readonly label?: string;
  readonly children: ReactNode;
}

/** The filters of a page, as many beside each other as there is room for. */
export const Filters = ({ label, children }: FiltersProps) => (
  <div role="search" aria-label={label} className={classes.filters}>
    {children}
  </div>
);
