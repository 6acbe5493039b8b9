import type { AuditEntry } from '@bellhop/hotel';
import { isFailed } from './audit.conditions.js';

export const CSV_HEADER = ['Time', 'Action', 'Outcome', 'Person', 'Target', 'Details', 'Address', 'Entry'];

/** One row of the export. The time is UTC, in ISO 8601. */
export const cellsOf = (entry: AuditEntry): string[] => [
  entry.at,
  entry.action,
  isFailed(entry) ? 'failed' : 'succeeded',
  entry.actorName ?? '',
  entry.targetName ?? '',
  entry.details ?? '',
  entry.address ?? '',
  entry.entryId,
];
