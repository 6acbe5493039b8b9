import type { OperatorListener } from '@bellhop/realtime';
import { principalOf } from '../access/principal.js';
import type { Database } from '../database/database.js';
import type { AuditLog } from './audit-log.js';
import { originOf } from './request-origin.js';

/** Writes down what operators do to dead letters. The library has none of our transactions: it tells when it is done. */
export const auditOperator =
  (database: Database, audit: AuditLog): OperatorListener =>
  ({ kind, orgId, deadLetterId, outcome, request }) =>
    database.transaction(
      (tx) =>
        audit.record(tx, {
          orgId,
          action: kind === 'dropped' ? 'dead_letter_dropped' : 'dead_letter_redelivered',
          actor: principalOf(request),
          target: { id: deadLetterId, name: null },
          ...(outcome !== undefined && { details: { outcome } }),
          address: originOf(request).address,
        }),
      { orgId },
    );
