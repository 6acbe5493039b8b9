import type { FastifyRequest } from 'fastify';

/** An action of an operator on a dead letter of their org. */
export interface OperatorAction {
  readonly kind: 'redelivered' | 'dropped';
  readonly orgId: string;
  readonly deadLetterId: string;
  /** For a redelivery: whether the subscriber handled the event this time. */
  readonly outcome?: 'delivered' | 'failed';
  /** The operator's request, which has passed the application's guards. */
  readonly request: FastifyRequest;
}

/** Called and awaited after the action. Errors are logged: the action cannot be undone. */
export type OperatorListener = (action: OperatorAction) => void | Promise<void>;
