import { Badge } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import classes from './tag.module.css';

export interface TagProps {
  /** @default 'gray' */
  readonly tone?: 'gray' | 'livery' | 'red' | 'alarm';
  /** Decorative. */
  readonly icon?: Icon;
  readonly children: ReactNode;
}

const ROOT = `${Badge.classes.root} mantine-Badge-root ${classes.tag}`;
const LABEL = `${Badge.classes.label} mantine-Badge-label`;

/** The same element for each tag: React leaves an icon as it is when its tag is rendered again. */
const marks = new Map<Icon, ReactElement>();

function markOf(Mark: Icon): ReactElement {
  const known = marks.get(Mark) ?? <Mark size={12} aria-hidden />;
  marks.set(Mark, known);
  return known;
}

/** Looks like Mantine’s badge. Of plain elements, because lists have thousands (docs/decisions/0042-dashboard-budgets.md). */
export function Tag({ tone = 'gray', icon: TagIcon, children }: TagProps) {
  return (
    <span className={ROOT} data-tone={tone} data-with-left-section={TagIcon && true}>
      {TagIcon && (
        <span className={Badge.classes.section} data-position="left">
          {markOf(TagIcon)}
        </span>
      )}
      <span className={LABEL}>{children}</span>
    </span>
  );
}
