import type { Environment } from '@bellhop/client';

/** The part of a tab's environment in use: time and randomness. */
export type LiveEnvironment = Pick<Environment, 'now' | 'after' | 'random'>;
