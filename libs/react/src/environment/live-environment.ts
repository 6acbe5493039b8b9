import type { Environment } from '@bellhop/client';

/** What of a tab's surroundings is needed here: time and chance. */
export type LiveEnvironment = Pick<Environment, 'now' | 'after' | 'random'>;
