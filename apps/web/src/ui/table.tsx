import type { ComponentProps, CSSProperties } from 'react';
import classes from './table.module.css';

export interface TableProps extends ComponentProps<'table'> {
  /** Marks the row under the pointer. @default false */
  readonly highlightOnHover?: boolean;
  /** Keeps the header in view while its container scrolls. @default false */
  readonly stickyHeader?: boolean;
  /** Narrower than this, its container scrolls; in pixels. */
  readonly miw?: number;
}

/** A table of plain elements: Mantine's comes with its scroll area, and makes a component of every cell. */
function Root({ highlightOnHover = false, stickyHeader = false, miw, className, style, ...others }: TableProps) {
  return (
    <table
      className={joined(classes.table, className)}
      style={{ minWidth: miw, ...style }}
      data-hover={highlightOnHover}
      data-sticky={stickyHeader}
      {...others}
    />
  );
}

export interface CellProps {
  /** Width. */
  readonly w?: CSSProperties['width'];
  /** Maximal width. */
  readonly maw?: CSSProperties['maxWidth'];
  /** Padding. */
  readonly p?: CSSProperties['padding'];
  /** Font weight. */
  readonly fw?: CSSProperties['fontWeight'];
}

const Th = ({ w, maw, p, fw, style, className, ...others }: CellProps & ComponentProps<'th'>) => (
  <th
    className={joined(classes.cell, className)}
    style={{ width: w, maxWidth: maw, padding: p, fontWeight: fw, ...style }}
    {...others}
  />
);

const Td = ({ w, maw, p, fw, style, className, ...others }: CellProps & ComponentProps<'td'>) => (
  <td
    className={joined(classes.cell, className)}
    style={{ width: w, maxWidth: maw, padding: p, fontWeight: fw, ...style }}
    {...others}
  />
);

const Thead = (props: ComponentProps<'thead'>) => <thead {...props} />;
const Tbody = (props: ComponentProps<'tbody'>) => <tbody {...props} />;
const Tr = (props: ComponentProps<'tr'>) => <tr {...props} />;

const joined = (own: string | undefined, given: string | undefined): string => [own, given].filter(Boolean).join(' ');

export const Table = Object.assign(Root, { Thead, Tbody, Tr, Th, Td });
