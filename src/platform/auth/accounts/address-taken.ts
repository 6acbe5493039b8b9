import { sqlState } from '../../database/database.errors.js';

/** The address has an account: nothing else that accounts are written with is unique. */
export const isAddressTaken = (error: unknown): boolean => sqlState(error) === '23505';
