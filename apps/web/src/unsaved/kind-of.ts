import type { LiveQuery } from '@bellhop/react';

/** `task`, whose rows have a `taskId`. */
export const kindOf = ({ idField }: Pick<LiveQuery<never>, 'idField'>): string => idField.replace(/Id$/, '');
