import type { Environment } from '../environment/environment.js';
import type { Candidate, Election } from './election.js';
import { LeaseElection } from './lease-election.js';
import { LockElection } from './lock-election.js';

/** Returns the election of this browser's tabs. Undefined if they cannot communicate, or have no means to elect. */
export function electionFor(environment: Environment, name: string): ((candidate: Candidate) => Election) | undefined {
  const { locks, storage, openChannel } = environment;
  if (!openChannel) return undefined;
  if (locks) return (candidate) => new LockElection(environment, locks, name, candidate);
  return storage && ((candidate) => new LeaseElection(environment, name, candidate));
}
