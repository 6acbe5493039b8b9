import type { User } from '@bellhop/contracts';
import type { UserRow } from './users.repository.js';

/** The row as clients get it. */
export const showUser = ({ createdAt, updatedAt, ...row }: UserRow): User => ({
  ...row,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
});
