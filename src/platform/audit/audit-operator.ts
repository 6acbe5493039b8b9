import type { OperatorListener } from '@bellhop/realtime';
import { principalOf } from '../access/principal.js';
import type { Database } from '../database/database.js';
import type { AuditLog } from './audit-log.js';
import { originOf } from './request-origin.js';

/** Records operators' actions on dead letters. The library reports them afterwards: it has no access to our transactions. */
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
