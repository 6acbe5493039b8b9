import type { FastifyRequest } from 'fastify';

/** What an operator has done to a dead letter of their org. */
export interface OperatorAction {
  readonly kind: 'redelivered' | 'dropped';
  readonly orgId: string;
  readonly deadLetterId: string;
  /** Of a redelivery: whether the subscriber has handled the event this time. */
  readonly outcome?: 'delivered' | 'failed';
  /** Theirs, let in by the application's guards. */
  readonly request: FastifyRequest;
}

/** Told of it, and waited for, when it is done. What it throws is logged: the letter cannot be brought back. */
export type OperatorListener = (action: OperatorAction) => void | Promise<void>;
