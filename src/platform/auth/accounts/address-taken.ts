import { sqlState } from '../../database/database.errors.js';

/** Whether the address has an account: there is no other unique constraint on what accounts write. */
export const isAddressTaken = (error: unknown): boolean => sqlState(error) === '23505';
