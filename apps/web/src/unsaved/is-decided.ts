import { RefusedError } from '@bellhop/react';

/**
 * Whether the server has certainly not carried out a save. Behind a proxy's 502 or 504 it may have, so the next attempt needs
 * the same idempotency key.
 */
export const isDecided = (error: Error): boolean => error instanceof RefusedError && error.problem.status < 500;
