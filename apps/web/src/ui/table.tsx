import type { ComponentProps } from 'react';
import classes from './table.module.css';

/**
 * A table of some dozen rows, of plain elements: Mantine's comes with its scroll area, and makes a component of every cell. Its
 * header stays in view while its container scrolls. Rows that can become many are in a `RowTable`.
 */
const Root = (props: ComponentProps<'table'>) => <table className={classes.table} {...props} />;

const Thead = (props: ComponentProps<'thead'>) => <thead {...props} />;
const Tbody = (props: ComponentProps<'tbody'>) => <tbody {...props} />;
const Tr = (props: ComponentProps<'tr'>) => <tr {...props} />;
const Th = (props: ComponentProps<'th'>) => <th {...props} />;
const Td = (props: ComponentProps<'td'>) => <td {...props} />;

export const Table = Object.assign(Root, { Thead, Tbody, Tr, Th, Td });
